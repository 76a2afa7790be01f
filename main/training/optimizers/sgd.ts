/**
 * Stochastic gradient descent, with momentum and Nesterov's variant.
 *
 * Formula: b ← momentum · b + g; p ← p − learningRate · b, with Nesterov p ← p − learningRate · (g + momentum · b). With
 * weightDecay g is g + weightDecay · p.
 * Arguments: learningRate (default 0.01), momentum (default 0: no buffer is kept), nesterov (default false), weightDecay (0).
 * Errors: none.
 * Source: as `torch.optim.SGD` with dampening 0. Keras puts the learning rate inside the buffer, which is the same
 * while the rate is constant. Nesterov's form: Sutskever et al., On the importance of initialization and momentum, 2013.
 */
import { boolean, number } from '../../models/fields.ts';
import { defineOptimizer, named, type OptimizerUpdate } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import { penalizedGradient, weightDecayField } from './weight-decay.ts';

export const sgd = defineOptimizer({
  formula: 'b ← μ·b + g;  p ← p − η·b',
  fields: {
    learningRate: learningRateField(0.01),
    momentum: number({ default: 0, minimum: 0, maximum: 1 }),
    nesterov: boolean({ default: false }),
    weightDecay: weightDecayField(),
  },
  scalars: [],
  slots: ({ momentum }) => (momentum === 0 ? [] : ['momentum']),
  advance: () => ({}),
  update: (context): OptimizerUpdate => {
    const { builder, parameter, slots, learningRate, options } = context;
    const { momentum, nesterov, weightDecay } = options;
    const gradient = penalizedGradient(builder, context, weightDecay);
    if (momentum === 0) {
      return { parameter: builder.subtract(parameter, builder.multiply(learningRate, gradient)), slots: {} };
    }
    const factor = builder.scalar(momentum);
    const buffer = builder.add(builder.multiply(factor, named(slots, 'momentum')), gradient);
    const direction = nesterov ? builder.add(gradient, builder.multiply(factor, buffer)) : buffer;
    return {
      parameter: builder.subtract(parameter, builder.multiply(learningRate, direction)),
      slots: { momentum: buffer },
    };
  },
});

/**
 * Adagrad: steps divided by the root of the sum of all squared gradients so far.
 *
 * Formula: s ← s + g²; p ← p − learningRate · g / (√s + ε), s beginning at initialAccumulator. With weightDecay g is
 * g + weightDecay · p.
 * Arguments: learningRate (default 0.01), initialAccumulator (0), epsilon (1e-10), weightDecay (0).
 * Errors: none.
 * Source: Duchi et al., Adaptive Subgradient Methods, 2011. As `torch.optim.Adagrad` without its lr_decay, for which
 * there are schedules. Keras begins with initialAccumulator 0.1 and has epsilon 1e-7 inside the root.
 */
import { number } from '../../models/fields.ts';
import { defineOptimizer, named } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import { penalizedGradient, weightDecayField } from './weight-decay.ts';

export const adagrad = defineOptimizer({
  formula: 's ← s + g²;  p ← p − η·g/(√s + ε)',
  fields: {
    learningRate: learningRateField(0.01),
    initialAccumulator: number({ default: 0, minimum: 0, maximum: 1e12 }),
    epsilon: number({ default: 1e-10, minimum: 1e-38, maximum: 1 }),
    weightDecay: weightDecayField(),
  },
  slots: () => ['squareSum'],
  scalars: [],
  advance: () => ({}),
  update: (context) => {
    const { builder, parameter, slots, learningRate, options } = context;
    const gradient = penalizedGradient(builder, context, options.weightDecay);
    const squareSum = builder.add(named(slots, 'squareSum'), builder.multiply(gradient, gradient));
    // What is remembered begins at zero, in every optimizer; where this sum begins is added when it is used.
    const { initialAccumulator } = options;
    const all = initialAccumulator === 0 ? squareSum : builder.add(squareSum, builder.scalar(initialAccumulator));
    const root = builder.add(builder.sqrt(all), builder.scalar(options.epsilon));
    return {
      parameter: builder.subtract(parameter, builder.multiply(learningRate, builder.divide(gradient, root))),
      slots: { squareSum },
    };
  },
});

/**
 * RMSprop: steps divided by the root of a running mean of the squared gradient.
 *
 * Formula: v ← ρv + (1−ρ)g²; d = g / (√v + ε); b ← momentum · b + d; p ← p − learningRate · b (d itself without momentum).
 * Arguments: learningRate (default 0.001), rho (0.9), momentum (0: no buffer is kept), epsilon (1e-7).
 * Errors: none.
 * Source: Hinton, Neural Networks for Machine Learning, lecture 6e, 2012; as `torch.optim.RMSprop` (alpha = rho, not
 * centred), with Keras' defaults. Keras adds epsilon inside the root.
 */
import { number } from '../../models/fields.ts';
import { defineOptimizer, named, type OptimizerUpdate } from './definition.ts';
import { learningRateField } from './learning-rate.ts';

export const rmsprop = defineOptimizer({
  formula: 'v ← ρv + (1−ρ)g²;  p ← p − η·g/(√v + ε)',
  fields: {
    learningRate: learningRateField(0.001),
    rho: number({ default: 0.9, minimum: 0, maximum: 0.999999 }),
    momentum: number({ default: 0, minimum: 0, maximum: 1 }),
    epsilon: number({ default: 1e-7, minimum: 1e-38, maximum: 1 }),
  },
  scalars: [],
  slots: ({ momentum }) => (momentum === 0 ? ['v'] : ['v', 'momentum']),
  advance: () => ({}),
  update: ({ builder, parameter, gradient, slots, learningRate, options }): OptimizerUpdate => {
    const { rho, momentum, epsilon } = options;
    const v = builder.add(
      builder.multiply(builder.scalar(rho), named(slots, 'v')),
      builder.multiply(builder.scalar(1 - rho), builder.multiply(gradient, gradient)),
    );
    const scaled = builder.divide(gradient, builder.add(builder.sqrt(v), builder.scalar(epsilon)));
    if (momentum === 0) {
      return { parameter: builder.subtract(parameter, builder.multiply(learningRate, scaled)), slots: { v } };
    }
    const buffer = builder.add(builder.multiply(builder.scalar(momentum), named(slots, 'momentum')), scaled);
    return {
      parameter: builder.subtract(parameter, builder.multiply(learningRate, buffer)),
      slots: { v, momentum: buffer },
    };
  },
});

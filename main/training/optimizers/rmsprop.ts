/**
 * RMSprop: steps divided by the root of a running mean of the squared gradient.
 *
 * Formula: v ← ρv + (1−ρ)g²; d = g / (√v + ε); b ← momentum · b + d; p ← p − learningRate · b (d itself without momentum).
 * With centered, a ← ρa + (1−ρ)g and √(v − a²) in the place of √v. With weightDecay g is g + weightDecay · p.
 * Arguments: learningRate (default 0.001), rho (0.9), momentum (0: no buffer is kept), centered (false), epsilon (1e-7),
 * weightDecay (0).
 * Errors: none.
 * Source: Hinton, Neural Networks for Machine Learning, lecture 6e, 2012; centred: Graves, Generating Sequences with
 * Recurrent Neural Networks, 2013. As `torch.optim.RMSprop` (alpha = rho) with Keras' defaults, except that a v − a²
 * below 0 by rounding counts as 0, where torch gives NaN. Keras adds epsilon inside the root.
 */
import { boolean, number } from '../../models/fields.ts';
import { defineOptimizer, named, type OptimizerUpdate } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import { penalizedGradient, weightDecayField } from './weight-decay.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

export const rmsprop = defineOptimizer({
  formula: 'v ← ρv + (1−ρ)g²;  p ← p − η·g/(√v + ε)',
  fields: {
    learningRate: learningRateField(0.001),
    rho: number({ default: 0.9, minimum: 0, maximum: 0.999999 }),
    momentum: number({ default: 0, minimum: 0, maximum: 1 }),
    centered: boolean({ default: false }),
    epsilon: number({ default: 1e-7, minimum: 1e-38, maximum: 1 }),
    weightDecay: weightDecayField(),
  },
  scalars: [],
  slots: ({ momentum, centered }) => ['v', ...(centered ? ['mean'] : []), ...(momentum === 0 ? [] : ['momentum'])],
  advance: () => ({}),
  update: (context): OptimizerUpdate => {
    const { builder, parameter, slots, learningRate, options } = context;
    const { rho, momentum, centered, epsilon, weightDecay } = options;
    const gradient = penalizedGradient(builder, context, weightDecay);
    const v = runningMean(builder, named(slots, 'v'), builder.multiply(gradient, gradient), rho);
    const mean = centered ? runningMean(builder, named(slots, 'mean'), gradient, rho) : null;
    const spread =
      mean === null ? v : builder.maximum(builder.subtract(v, builder.multiply(mean, mean)), builder.scalar(0));
    const scaled = builder.divide(gradient, builder.add(builder.sqrt(spread), builder.scalar(epsilon)));
    const kept = { v, ...(mean === null ? {} : { mean }) };
    if (momentum === 0) {
      return { parameter: builder.subtract(parameter, builder.multiply(learningRate, scaled)), slots: kept };
    }
    const buffer = builder.add(builder.multiply(builder.scalar(momentum), named(slots, 'momentum')), scaled);
    return {
      parameter: builder.subtract(parameter, builder.multiply(learningRate, buffer)),
      slots: { ...kept, momentum: buffer },
    };
  },
});

/** rho · old + (1 − rho) · added. */
function runningMean(builder: GraphBuilder, old: Value, added: Value, rho: number): Value {
  return builder.add(builder.multiply(builder.scalar(rho), old), builder.multiply(builder.scalar(1 - rho), added));
}

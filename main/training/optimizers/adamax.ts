/**
 * Adamax: Adam with the largest recent gradient in the place of the root of the mean square.
 *
 * Formula: m ← β₁m + (1−β₁)g; u ← max(β₂u, |g| + ε); p ← p − learningRate · (m / (1 − β₁ᵗ)) / u. With weightDecay g is
 * g + weightDecay · p.
 * Arguments: learningRate (default 0.002), beta1 (0.9) and beta2 (0.999) from 0 to 0.999999, epsilon (1e-8), weightDecay (0).
 * Errors: none.
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 2. As `torch.optim.Adamax`, which
 * adds epsilon inside the maximum; Keras adds it to u where it divides.
 */
import { defineOptimizer, named } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import { decayedSum, decayedWeight, momentFields } from './moments.ts';
import { penalizedGradient, weightDecayField } from './weight-decay.ts';

export const adamax = defineOptimizer({
  formula: 'm ← β₁m + (1−β₁)g;  u ← max(β₂u, |g| + ε);  p ← p − η·(m/c₁)/u',
  fields: { learningRate: learningRateField(0.002), ...momentFields, weightDecay: weightDecayField() },
  slots: () => ['gradientSum', 'largest'],
  scalars: ['gradientWeight'],
  advance: (builder, before, { beta1 }) => ({
    gradientWeight: decayedWeight(builder, named(before, 'gradientWeight'), beta1),
  }),
  update: (context) => {
    const { builder, parameter, slots, scalars, learningRate, options } = context;
    const gradient = penalizedGradient(builder, context, options.weightDecay);
    const gradientSum = decayedSum(builder, named(slots, 'gradientSum'), gradient, options.beta1);
    const largest = builder.maximum(
      builder.multiply(builder.scalar(options.beta2), named(slots, 'largest')),
      builder.add(builder.abs(gradient), builder.scalar(options.epsilon)),
    );
    const rate = builder.divide(learningRate, named(scalars, 'gradientWeight'));
    return {
      parameter: builder.subtract(parameter, builder.multiply(rate, builder.divide(gradientSum, largest))),
      slots: { gradientSum, largest },
    };
  },
});

/**
 * Adam: steps scaled by running means of the gradient and of its square, both corrected for beginning at zero.
 *
 * Formula: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − learningRate · (m/c₁) / (√(v/c₂) + ε), cᵢ = 1 − βᵢᵗ.
 * Arguments: learningRate (default 0.001), beta1 (0.9), beta2 (0.999), epsilon (1e-8).
 * Errors: none.
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1; epsilon is added outside the
 * corrected root, as in `torch.optim.Adam` (Keras adds it to the uncorrected one, "epsilon hat", and defaults to 1e-7).
 */
import { number } from '../../models/fields.ts';
import { defineOptimizer, named } from './definition.ts';
import { learningRateField } from './learning-rate.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

export const adam = defineOptimizer({
  formula: 'm ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  p ← p − η·(m/c₁)/(√(v/c₂) + ε)',
  fields: {
    learningRate: learningRateField(0.001),
    beta1: number({ default: 0.9, minimum: 0, maximum: 0.999999 }),
    beta2: number({ default: 0.999, minimum: 0, maximum: 0.999999 }),
    epsilon: number({ default: 1e-8, minimum: 1e-38, maximum: 1 }),
  },
  slots: () => ['m', 'v'],
  scalars: ['correction1', 'correction2'],
  advance: (builder, before, { beta1, beta2 }) => ({
    correction1: advanceCorrection(builder, named(before, 'correction1'), beta1),
    correction2: advanceCorrection(builder, named(before, 'correction2'), beta2),
  }),
  update: ({ builder, parameter, gradient, slots, scalars, learningRate, options }) => {
    const { beta1, beta2, epsilon } = options;
    const m = mix(builder, named(slots, 'm'), gradient, beta1);
    const v = mix(builder, named(slots, 'v'), builder.multiply(gradient, gradient), beta2);
    const rate = builder.divide(learningRate, named(scalars, 'correction1'));
    const scale = builder.sqrt(named(scalars, 'correction2'));
    const root = builder.add(builder.divide(builder.sqrt(v), scale), builder.scalar(epsilon));
    return {
      parameter: builder.subtract(parameter, builder.divide(builder.multiply(rate, m), root)),
      slots: { m, v },
    };
  },
});

/** decay · old + (1 − decay) · added. */
function mix(builder: GraphBuilder, old: Value, added: Value, decay: number): Value {
  return builder.add(builder.multiply(builder.scalar(decay), old), builder.multiply(builder.scalar(1 - decay), added));
}

/** From 1 − βᵗ to 1 − βᵗ⁺¹ as βc + (1−β): in float32, 1 − βᵗ itself would lose its leading digits for small t. */
function advanceCorrection(builder: GraphBuilder, before: Value, beta: number): Value {
  return builder.add(builder.multiply(builder.scalar(beta), before), builder.scalar(1 - beta));
}

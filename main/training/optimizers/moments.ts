/**
 * Shared by the optimizers of Adam's family: means of the gradient and of its square in which later steps weigh more.
 *
 * They are kept as sums, S ← βS + x, beside the sum of the weights, W ← βW + 1: the mean S/W is what the paper calls
 * bias-corrected, (1−β)Σβᵏx / (1−βᵗ). Two ops fewer than a running mean, and in float32 W keeps the digits that 1 − βᵗ loses.
 */
import { number } from '../../models/fields.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

export const momentFields = {
  beta1: number({ default: 0.9, minimum: 0, maximum: 0.999999 }),
  beta2: number({ default: 0.999, minimum: 0, maximum: 0.999999 }),
  epsilon: number({ default: 1e-8, minimum: 1e-38, maximum: 1 }),
} as const;

/** βS + x. */
export function decayedSum(builder: GraphBuilder, sum: Value, added: Value, decay: number): Value {
  return builder.add(builder.multiply(builder.scalar(decay), sum), added);
}

/** βW + 1, float32 []. */
export function decayedWeight(builder: GraphBuilder, weight: Value, decay: number): Value {
  return decayedSum(builder, weight, builder.scalar(1), decay);
}

export function decayedSquares(builder: GraphBuilder, sum: Value, gradient: Value, decay: number): Value {
  return decayedSum(builder, sum, builder.multiply(gradient, gradient), decay);
}

/**
 * What divides the step: √(S/W) + ε, times √W, so that no op but the root has the parameter's shape.
 * `scale` is that √W, float32 [].
 */
export function scaledRoot(
  builder: GraphBuilder,
  squares: Value,
  weight: Value,
  epsilon: number,
): { readonly root: Value; readonly scale: Value } {
  const scale = builder.sqrt(weight);
  return {
    root: builder.add(builder.sqrt(squares), builder.multiply(builder.scalar(epsilon), scale)),
    scale,
  };
}

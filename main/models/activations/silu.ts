/**
 * Sigmoid-weighted linear unit, also called swish.
 *
 * Formula: f(x) = x / (1 + e^-x).
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units, 2017, https://arxiv.org/abs/1702.03118.
 */
import type { ActivationDefinition } from './definition.ts';

export const silu: ActivationDefinition = {
  formula: 'f(x) = x / (1 + e⁻ˣ)',
  build: (builder, input) => builder.multiply(input, builder.sigmoid(input)),
};

/**
 * Softmax along the last axis: scores to probabilities that add up to 1.
 *
 * Formula: f(x)_i = e^(x_i) / sum over j of e^(x_j), computed after subtracting the maximum.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs, 1990.
 */
import type { ActivationDefinition } from './definition.ts';

export const softmax: ActivationDefinition = {
  formula: 'f(x)ᵢ = eˣⁱ / Σⱼ eˣʲ',
  alongChannels: true,
  build: (builder, input) => builder.softmax(input),
};

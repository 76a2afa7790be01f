/**
 * Logistic sigmoid: any number to between 0 and 1.
 *
 * Formula: f(x) = 1 / (1 + e^-x).
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: by definition.
 */
import type { ActivationDefinition } from './definition.ts';

export const sigmoid: ActivationDefinition = {
  formula: 'f(x) = 1 / (1 + e⁻ˣ)',
  build: (builder, input) => builder.sigmoid(input),
};

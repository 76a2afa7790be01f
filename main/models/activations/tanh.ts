/**
 * Hyperbolic tangent: any number to between -1 and 1.
 *
 * Formula: f(x) = (e^x - e^-x) / (e^x + e^-x).
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: by definition.
 */
import type { ActivationDefinition } from './definition.ts';

export const tanh: ActivationDefinition = {
  formula: 'f(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)',
  build: (builder, input) => builder.tanh(input),
};

/**
 * Linear: the input as it is.
 *
 * Formula: f(x) = x.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: by definition.
 */
import type { ActivationDefinition } from './definition.ts';

export const linear: ActivationDefinition = {
  formula: 'f(x) = x',
  build: (_, input) => input,
};

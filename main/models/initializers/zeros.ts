/**
 * Zeros: what biases begin with.
 *
 * Formula: x = 0.
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: by definition.
 */
import type { InitializerDefinition } from './definition.ts';

export const zeros: InitializerDefinition = {
  formula: 'x = 0',
  sampler: () => () => 0,
};

/**
 * Ones: what scales begin with.
 *
 * Formula: x = 1.
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: by definition.
 */
import type { InitializerDefinition } from './definition.ts';

export const ones: InitializerDefinition = {
  formula: 'x = 1',
  sampler: () => () => 1,
};

/**
 * Uniform from -0.05 to 0.05.
 *
 * Formula: U(-0.05, 0.05).
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: the defaults of RandomUniform in Keras.
 */
import type { InitializerDefinition } from './definition.ts';

export const randomUniform: InitializerDefinition = {
  formula: 'U(−0.05, 0.05)',
  sampler: (stream) => () => (2 * stream.uniform() - 1) * 0.05,
};

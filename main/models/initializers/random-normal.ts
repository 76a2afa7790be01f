/**
 * Normal with a standard deviation of 0.05.
 *
 * Formula: N(0, 0.05^2).
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: the defaults of RandomNormal in Keras.
 */
import type { InitializerDefinition } from './definition.ts';

export const randomNormal: InitializerDefinition = {
  formula: 'N(0, 0.05²)',
  sampler: (stream) => () => stream.normal() * 0.05,
};

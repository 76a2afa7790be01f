/**
 * Normal with a standard deviation of 0.05, drawn again while further than two of them from 0.
 *
 * Formula: N(0, 0.05^2), |x| <= 0.1; after the cut its standard deviation is 0.044.
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: the defaults of TruncatedNormal in Keras.
 */
import type { InitializerDefinition } from './definition.ts';

export const truncatedNormal: InitializerDefinition = {
  formula: 'N(0, 0.05²), |x| ≤ 0.1',
  sampler: (stream) => () => stream.truncatedNormal() * 0.05,
};

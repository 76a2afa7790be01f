/**
 * Glorot normal.
 *
 * Formula: normal cut off at two standard deviations, with variance 2 / (fanIn + fanOut) after the cut.
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, AISTATS 2010, equation 16; as in Keras.
 */
import { normalOfVariance, type InitializerDefinition } from './definition.ts';

export const glorotNormal: InitializerDefinition = {
  formula: 'N(0, 2 / (fanIn + fanOut)), |x| ≤ 2σ',
  sampler: (stream, fans) => normalOfVariance(stream, 2 / (fans.input + fans.output)),
};

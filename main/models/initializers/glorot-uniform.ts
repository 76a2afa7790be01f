/**
 * Glorot uniform: keeps the variance of signals and gradients alike.
 *
 * Formula: U(-a, a), a = sqrt(6 / (fanIn + fanOut)).
 * Arguments: none.
 * Shapes: any.
 * Errors: none.
 * Source: Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, AISTATS 2010, equation 16; as in Keras.
 */
import { uniformOfVariance, type InitializerDefinition } from './definition.ts';

export const glorotUniform: InitializerDefinition = {
  formula: 'U(−a, a), a = √(6 / (fanIn + fanOut))',
  sampler: (stream, fans) => uniformOfVariance(stream, 2 / (fans.input + fans.output)),
};

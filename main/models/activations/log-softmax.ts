/**
 * Logarithm of softmax along the channels: log-probabilities, computed without the detour through probabilities that
 * round to zero.
 *
 * Formula: f(x)_i = x_i - max - ln(sum over j of e^(x_j - max)).
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: keras.activations.log_softmax.
 */
import type { ActivationDefinition } from './definition.ts';

export const logSoftmax: ActivationDefinition = {
  formula: 'f(x)ᵢ = xᵢ − ln Σⱼ eˣʲ',
  alongChannels: true,
  build: (builder, input) => builder.logSoftmax(input),
};

/**
 * Leaky rectified linear unit: a fifth of the slope below zero.
 *
 * Formula: f(x) = x for x > 0, else 0.2 x. Its slope at 0 is taken as 0.2, as PyTorch and TensorFlow do.
 * Arguments: none; for a learned slope there is the layer prelu.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013; the slope is the
 * default of keras.activations.leaky_relu in Keras 3 (PyTorch's is 0.01).
 */
import type { ActivationDefinition } from './definition.ts';

export const leakyRelu: ActivationDefinition = {
  formula: 'f(x) = x if x > 0, else 0.2x',
  build: (builder, input) =>
    builder.where(builder.greater(input, builder.scalar(0)), input, builder.multiply(input, builder.scalar(0.2))),
};

/**
 * Rectified linear unit that stops at 6.
 *
 * Formula: f(x) = min(max(0, x), 6). Its slope at 0 and at 6 is taken as 0, as PyTorch and TensorFlow do.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010; keras.activations.relu6.
 */
import { clipped } from './clipped.ts';
import type { ActivationDefinition } from './definition.ts';

export const relu6: ActivationDefinition = {
  formula: 'f(x) = min(max(0, x), 6)',
  build: (builder, input) => clipped(builder, input, 6),
};

/**
 * Rectified linear unit.
 *
 * Formula: f(x) = max(0, x). Its slope at 0 is taken as 0, as PyTorch and TensorFlow do.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, ICML 2010.
 */
import type { ActivationDefinition } from './definition.ts';

export const relu: ActivationDefinition = {
  formula: 'f(x) = max(0, x)',
  build: (builder, input) => builder.relu(input),
};

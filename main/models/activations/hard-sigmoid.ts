/**
 * Hard sigmoid: a straight line from 0 at -3 to 1 at 3.
 *
 * Formula: f(x) = relu6(x + 3) / 6. Its slope at -3 and at 3 is taken as 0, as PyTorch does.
 * Arguments: none.
 * Shapes: any, unchanged.
 * Errors: none.
 * Source: Courbariaux, Bengio and David, BinaryConnect, 2015; with the slope 1/6 of Keras 3 and PyTorch.
 */
import { clipped } from './clipped.ts';
import type { ActivationDefinition } from './definition.ts';

export const hardSigmoid: ActivationDefinition = {
  formula: 'f(x) = min(max(0, x + 3), 6) / 6',
  build: (builder, input) =>
    builder.multiply(clipped(builder, builder.add(input, builder.scalar(3)), 6), builder.scalar(1 / 6)),
};

/**
 * Multiply: the product of its inputs, element by element, as a gate wants it.
 *
 * Formula: y = x1 x2 ...
 * Arguments: none.
 * Shapes: 2 to 64 inputs of one shape, unchanged.
 * Errors: `models.shapesDiffer`.
 * Source: keras.layers.Multiply.
 */
import { elementwiseMerge } from './merging.ts';

export const multiply = elementwiseMerge('multiply', 'y = x₁ · x₂ · …', (builder, inputs) =>
  inputs.reduce((product, input) => builder.multiply(product, input)),
);

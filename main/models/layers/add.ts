/**
 * Add: the sum of its inputs, element by element, as a residual connection wants it.
 *
 * Formula: y = x1 + x2 + ...
 * Arguments: none.
 * Shapes: 2 to 64 inputs of one shape, unchanged.
 * Errors: `models.shapesDiffer`.
 * Source: keras.layers.Add.
 */
import { elementwiseMerge } from './merging.ts';

export const add = elementwiseMerge('add', 'y = x₁ + x₂ + …', (builder, inputs) =>
  inputs.reduce((sum, input) => builder.add(sum, input)),
);

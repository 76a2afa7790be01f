/**
 * Maximum: the largest of its inputs, element by element.
 *
 * Formula: y = max(x1, x2, ...). Two equal maxima share the gradient in halves; a third takes half of all.
 * Arguments: none.
 * Shapes: 2 to 64 inputs of one shape, unchanged.
 * Errors: `models.shapesDiffer`.
 * Source: keras.layers.Maximum; as a chain of `torch.maximum`.
 */
import { elementwiseMerge } from './merging.ts';

export const maximum = elementwiseMerge('maximum', 'y = max(x₁, x₂, …)', (builder, inputs) =>
  inputs.reduce((largest, input) => builder.maximum(largest, input)),
);

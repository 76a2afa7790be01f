/**
 * Average: the mean of its inputs, element by element.
 *
 * Formula: y = (x1 + ... + xn) / n.
 * Arguments: none.
 * Shapes: 2 to 64 inputs of one shape, unchanged.
 * Errors: `models.shapesDiffer`.
 * Source: keras.layers.Average.
 */
import { elementwiseMerge } from './merging.ts';

export const average = elementwiseMerge('average', 'y = (x₁ + … + xₙ) / n', (builder, inputs) => {
  const sum = inputs.reduce((total, input) => builder.add(total, input));
  return builder.multiply(sum, builder.scalar(1 / inputs.length));
});

/**
 * Concatenate: its inputs side by side, their channels one after the other.
 *
 * Formula: y = [x1, x2, ...] along the last axis.
 * Arguments: none.
 * Shapes: 2 to 64 inputs whose axes but the last are equal, to as many channels as they have together.
 * Errors: `models.shapesDiffer`.
 * Source: keras.layers.Concatenate along the last axis.
 */
import { defineLayer } from './definition.ts';
import { channelAxis } from './layout.ts';
import { differingShapes, mergedInputs } from './merging.ts';

export const concatenate = defineLayer({
  category: 'merge',
  silhouette: 'block',
  formula: 'y = [x₁, x₂, …]',
  fields: {},
  layout: 'any',
  inputs: mergedInputs,
  infer: (inputs) => {
    const problem = differingShapes('concatenate', inputs, (axis, rank) => axis < rank - 1);
    const channels = inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0);
    return problem ?? [...(inputs[0]?.slice(0, -1) ?? []), channels];
  },
  parameters: () => [],
  build: ({ builder, inputs, layout }) => {
    const [first] = inputs;
    if (first === undefined) throw new RangeError('concatenate is built without inputs');
    return { value: builder.concat(inputs, channelAxis(first, layout)) };
  },
});

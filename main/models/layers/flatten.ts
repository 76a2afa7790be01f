/**
 * Flatten: all elements of a row in one axis, in row-major order.
 *
 * Formula: y = reshape(x, [n]), n the number of elements.
 * Arguments: none.
 * Shapes: any, to [n].
 * Errors: none.
 * Source: keras.layers.Flatten with channels last.
 */
import { elementCount } from '../../graph/tensor.ts';
import { defineLayer, only } from './definition.ts';

export const flatten = defineLayer({
  category: 'shape',
  silhouette: 'fold',
  formula: 'y = reshape(x, [n])',
  fields: {},
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => [elementCount(only(inputs))],
  parameters: () => [],
  build: ({ builder, inputs }) => {
    const input = only(inputs);
    const elements = input.type.shape.slice(1).reduce<number>((product, dim) => product * Number(dim), 1);
    return { value: builder.reshape(input, ['batch', elements]) };
  },
});

/**
 * Permute: the axes of a row in another order.
 *
 * Formula: axis i of y is axis dims[i] of x, both counted from 1, the batch not among them.
 * Arguments: dims (required): every axis once, 2 to 4 of them.
 * Shapes: any of as many axes, to the same sizes in their new order; the last is the channels.
 * Errors: `models.notAPermutation` where dims are not the axes of the input, each once.
 * Source: keras.layers.Permute.
 */
import { integers } from '../fields.ts';
import { defineLayer, only } from './definition.ts';

const fields = {
  dims: integers({ default: [2, 1], minimum: 1, maximum: 4, lengths: [2, 3, 4], single: false, required: true }),
};

export const permute = defineLayer({
  category: 'shape',
  silhouette: 'fold',
  formula: 'y = transpose(x, dims)',
  fields,
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, { dims }) => {
    const input = only(inputs);
    const order = typeof dims === 'number' ? [dims] : dims;
    if (order.length === input.length && input.every((_, axis) => order.includes(axis + 1))) {
      return order.map((axis) => input[axis - 1] ?? 0);
    }
    const axes = input.map((_, axis) => axis + 1).join(', ');
    return { code: 'models.notAPermutation', params: { found: `[${input.join(', ')}]`, axes }, field: 'dims' };
  },
  parameters: () => [],
  build: ({ builder, inputs, options: { dims } }) => ({
    value: builder.transpose(only(inputs), [0, ...(typeof dims === 'number' ? [dims] : dims)]),
  }),
});

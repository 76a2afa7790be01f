/**
 * The largest element of each window that slides over the spatial axes of `[batch, channels, …space]`. Places in the padding
 * are left out, and every window must reach into the input. NaN is larger than any number, as in PyTorch; onnxruntime may
 * leave it out beside numbers and at the edge, but gives NaN too for a window inside that holds nothing else.
 */
import { expectSpatial, pooledSizes, type PoolAttributes } from '../windows.ts';
import type { OpDefinition } from './definition.ts';

export const maxPool: OpDefinition<PoolAttributes, 1> = {
  arity: 1,
  infer: (inputs, attributes) => {
    const [{ shape }] = inputs;
    const { channels, space } = expectSpatial('maxPool', inputs, inputs[0]);
    const sizes = pooledSizes('maxPool', inputs, space, attributes);
    return [{ dtype: 'float32', shape: [shape[0] ?? 1, channels, ...sizes] }];
  },
  gradient: ({ builder, inputs: [input], outputs: [value], attributes, outputGradients: [gradient] }) => [
    builder.maxPoolGradient(input, value, gradient, attributes),
  ],
};

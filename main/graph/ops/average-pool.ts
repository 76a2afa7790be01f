/** The mean of each window that slides over the spatial axes of `[batch, channels, …space]`, zeros outside. */
import { expectSpatial, pooledSizes, type PoolAttributes } from '../windows.ts';
import type { OpDefinition } from './definition.ts';

export interface AveragePoolAttributes extends PoolAttributes {
  /** Whether places in the padding count in the divisor. */
  readonly countPadding: boolean;
}

export const averagePool: OpDefinition<AveragePoolAttributes, 1> = {
  arity: 1,
  infer: (inputs, attributes) => {
    const [{ shape }] = inputs;
    const { channels, space } = expectSpatial('averagePool', inputs, inputs[0]);
    const sizes = pooledSizes('averagePool', inputs, space, attributes);
    return [{ dtype: 'float32', shape: [shape[0] ?? 1, channels, ...sizes] }];
  },
  gradient: ({ builder, inputs: [input], attributes, outputGradients: [gradient] }) => [
    builder.averagePoolGradient(gradient, { ...attributes, inputSize: input.type.shape.slice(2).map(Number) }),
  ],
};

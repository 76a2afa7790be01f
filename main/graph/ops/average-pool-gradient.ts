/** The gradient of `averagePool` with respect to its input: each window's gradient, shared evenly by its places. */
import { expectGradientShape, expectSpatial, pooledSizes } from '../windows.ts';
import type { AveragePoolAttributes } from './average-pool.ts';
import type { OpDefinition } from './definition.ts';

export interface AveragePoolGradientAttributes extends AveragePoolAttributes {
  /** Spatial sizes of the pooled input: with strides, several sizes give one output. */
  readonly inputSize: readonly number[];
}

export const averagePoolGradient: OpDefinition<AveragePoolGradientAttributes, 1> = {
  arity: 1,
  infer: (inputs, { inputSize, ...attributes }) => {
    const [gradient] = inputs;
    const { channels } = expectSpatial('averagePoolGradient', inputs, gradient);
    const shape = [gradient.shape[0] ?? 1, channels, ...inputSize];
    const { space } = expectSpatial('averagePoolGradient', inputs, { dtype: 'float32', shape });
    const sizes = pooledSizes('averagePoolGradient', inputs, space, attributes);
    expectGradientShape('averagePoolGradient', inputs, gradient, [gradient.shape[0] ?? 1, channels, ...sizes]);
    return [{ dtype: 'float32', shape }];
  },
  gradient: ({ builder, attributes: { inputSize: _, ...attributes }, outputGradients: [outer] }) => [
    builder.averagePool(outer, attributes),
  ],
};

/**
 * The gradient of `maxPool` with respect to its input, from that input, the pooled value and the gradient of the value. All
 * of a window's gradient goes to the first of its maxima in row-major order (of several NaN to the last), exactly as in
 * PyTorch; where windows overlap, an element receives the sum. Where there is NaN, engines but the reference may differ.
 */
import { expectGradientShape, expectSpatial, pooledSizes, type PoolAttributes } from '../windows.ts';
import type { OpDefinition } from './definition.ts';

export const maxPoolGradient: OpDefinition<PoolAttributes, 3> = {
  arity: 3,
  infer: (inputs, attributes) => {
    const [input, value, gradient] = inputs;
    const { channels, space } = expectSpatial('maxPoolGradient', inputs, input);
    const sizes = pooledSizes('maxPoolGradient', inputs, space, attributes);
    const pooled = [input.shape[0] ?? 1, channels, ...sizes];
    expectGradientShape('maxPoolGradient', inputs, value, pooled);
    expectGradientShape('maxPoolGradient', inputs, gradient, pooled);
    return [input];
  },
  // Piecewise constant in the input; nobody differentiates a training step twice.
  gradient: 'none',
};

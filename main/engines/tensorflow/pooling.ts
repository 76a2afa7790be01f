/**
 * Pooling and its gradients in TensorFlow.js, tap by tap: its own functions lack uneven padding, and which of equal maxima
 * they give the gradient to depends on the backend.
 */
import { meanFactors, tapsOf, type Tap } from '../windows.ts';
import { padded, pairOf, placeTap, planeOf, sliceTap, type Pair, type Tensor4D } from './windows.ts';
import type { AveragePoolAttributes } from '../../graph/ops/average-pool.ts';
import type { PoolAttributes } from '../../graph/windows.ts';
import type { Kernels, TensorflowLibrary, TensorflowTensor } from './kernel.ts';

type PoolingName = 'averagePool' | 'averagePoolGradient' | 'maxPool' | 'maxPoolGradient';

export const poolingKernels: Kernels<PoolingName> = {
  maxPool: (tf, [input], { attributes }, [shape]) => {
    const plane = padded(tf, planeOf(tf, input), attributes, -Infinity);
    const met = taps(attributes, shape).map((tap) => sliceTap(tf, plane, tap, stridesOf(attributes)));
    return [
      tf.reshape(
        met.reduce((largest, one) => tf.maximum(largest, one)),
        [...shape],
      ),
    ];
  },

  // What is left of a window's gradient goes to the tap that holds the maximum, and nothing is left for later ones.
  maxPoolGradient: (tf, [input, value, gradient], { attributes }, [shape]) => {
    const plane = padded(tf, planeOf(tf, input), attributes, -Infinity);
    const maxima = planeOf(tf, value);
    let left = planeOf(tf, gradient);
    const parts = taps(attributes, value.shape).map((tap) => {
      const holds = tf.equal(sliceTap(tf, plane, tap, stridesOf(attributes)), maxima);
      const part = tf.where(holds, left, tf.zerosLike(left));
      left = tf.where(holds, tf.zerosLike(left), left);
      return placeTap(tf, part, tap, stridesOf(attributes), [plane.shape[2], plane.shape[3]]);
    });
    return [inside(tf, parts, attributes, shape)];
  },

  averagePool: (tf, [input], { attributes }, [shape]) => {
    const plane = padded(tf, planeOf(tf, input), attributes);
    const met = taps(attributes, shape).map((tap) => sliceTap(tf, plane, tap, stridesOf(attributes)));
    const factors = factorsOf(tf, input.shape.slice(2), shape, attributes);
    return [tf.reshape(tf.mul(tf.addN(met), factors), [...shape])];
  },

  averagePoolGradient: (tf, [gradient], { attributes }, [shape]) => {
    const shares = tf.mul<Tensor4D>(
      planeOf(tf, gradient),
      factorsOf(tf, attributes.inputSize, gradient.shape, attributes),
    );
    const [rows, columns] = pairOf(shape.slice(2), 1);
    const [rowsBefore, columnsBefore] = pairOf(attributes.padBefore, 0);
    const [rowsAfter, columnsAfter] = pairOf(attributes.padAfter, 0);
    const size: Pair = [rowsBefore + rows + rowsAfter, columnsBefore + columns + columnsAfter];
    const parts = taps(attributes, gradient.shape).map((tap) => placeTap(tf, shares, tap, stridesOf(attributes), size));
    return [inside(tf, parts, attributes, shape)];
  },
};

function stridesOf({ strides }: PoolAttributes): Pair {
  return pairOf(strides, 1);
}

/** The taps of a window over a plane, given the shape of what is pooled. */
function taps(attributes: PoolAttributes, pooled: readonly number[]): Tap[] {
  return tapsOf(pairOf(attributes.window, 1), pairOf(pooled.slice(2), 1), { strides: stridesOf(attributes) });
}

function factorsOf(
  tf: TensorflowLibrary,
  space: readonly number[],
  pooled: readonly number[],
  attributes: AveragePoolAttributes,
): TensorflowTensor {
  const windows = pooled.slice(2);
  return tf.tensor(meanFactors(space, windows, attributes), [1, 1, ...pairOf(windows, 1)]);
}

/** The sum of padded planes without their padding, in a given shape. */
function inside(
  tf: TensorflowLibrary,
  parts: TensorflowTensor[],
  { padBefore }: PoolAttributes,
  shape: readonly number[],
): TensorflowTensor {
  const [batch = 1, channels = 1, ...space] = shape;
  const inner = tf.slice(tf.addN(parts), [0, 0, ...pairOf(padBefore, 0)], [batch, channels, ...pairOf(space, 1)]);
  return tf.reshape(inner, [...shape]);
}

/** What convolution and pooling in TensorFlow.js share. One spatial axis is a plane of one row. */
import type { WindowAttributes } from '../../graph/windows.ts';
import type { Tap } from '../windows.ts';
import type { TensorflowLibrary, TensorflowTensor } from './kernel.ts';

export type Tensor4D = ReturnType<TensorflowLibrary['tensor4d']>;
export type Pair = [number, number];

/** `[a, b, …space]` with two spatial axes. */
export function planeOf(tf: TensorflowLibrary, tensor: TensorflowTensor): Tensor4D {
  const [first = 1, second = 1, ...space] = tensor.shape;
  return tf.reshape(tensor, [first, second, ...pairOf(space, 1)]);
}

export function pairOf(values: readonly number[], filler: number): Pair {
  const [first = filler, second] = values;
  return second === undefined ? [filler, first] : [first, second];
}

/** Pads the spatial axes of `[a, b, rows, columns]`. */
export function padded(
  tf: TensorflowLibrary,
  plane: TensorflowTensor,
  { padBefore, padAfter }: Pick<WindowAttributes, 'padBefore' | 'padAfter'>,
  filler = 0,
): Tensor4D {
  const [rowsBefore, columnsBefore] = pairOf(padBefore, 0);
  const [rowsAfter, columnsAfter] = pairOf(padAfter, 0);
  const counts: Pair[] = [
    [0, 0],
    [0, 0],
    [rowsBefore, rowsAfter],
    [columnsBefore, columnsAfter],
  ];
  return tf.pad<Tensor4D>(plane as Tensor4D, counts, filler);
}

/** What one element of every window meets in a padded plane. */
export function sliceTap(tf: TensorflowLibrary, plane: Tensor4D, { start, end }: Tap, strides: Pair): Tensor4D {
  const [first, second] = plane.shape;
  return tf.stridedSlice(plane, [0, 0, ...start], [first, second, ...end], [1, 1, ...strides]) as Tensor4D;
}

/** The reverse of `sliceTap`: a plane of zeros of the given size, with the given elements at the places of a tap. */
export function placeTap(tf: TensorflowLibrary, part: Tensor4D, { start }: Tap, strides: Pair, size: Pair): Tensor4D {
  const spread = strides.reduce<TensorflowTensor>(
    (plane, stride, axis) => spreadAxis(tf, plane, axis + 2, stride),
    part,
  );
  const [, , rows = 1, columns = 1] = spread.shape;
  const [row = 0, column = 0] = start;
  return padded(tf, spread, { padBefore: [row, column], padAfter: [size[0] - row - rows, size[1] - column - columns] });
}

/** Puts `factor − 1` zeros between neighbours along an axis. */
export function spreadAxis(
  tf: TensorflowLibrary,
  tensor: TensorflowTensor,
  axis: number,
  factor: number,
): TensorflowTensor {
  if (factor === 1) return tensor;
  const { shape } = tensor;
  const size = shape[axis] ?? 1;
  const before = shape.slice(0, axis).reduce((product, dim) => product * dim, 1);
  const after = shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const apart = tf.pad(tf.reshape(tensor, [before, size, 1, after]), [
    [0, 0],
    [0, 0],
    [0, factor - 1],
    [0, 0],
  ]);
  const length = (size - 1) * factor + 1;
  const kept = tf.slice(tf.reshape(apart, [before, size * factor, after]), [0, 0, 0], [before, length, after]);
  return tf.reshape(kept, shape.with(axis, length));
}

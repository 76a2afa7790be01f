/**
 * Convolution and its gradients in TensorFlow.js. One spatial axis is a plane of one row. Groups, dilated strides and
 * padding by unequal amounts, which its functions lack, are composed of what they have.
 */
import { tapsOf } from '../windows.ts';
import type { ConvolutionAttributes } from '../../graph/windows.ts';
import type { Kernels, TensorflowLibrary, TensorflowTensor } from './kernel.ts';

type ConvolutionName = 'convolution' | 'convolutionInputGradient' | 'convolutionKernelGradient';
type Four = [number, number, number, number];
type Pair = [number, number];

export const convolutionKernels: Kernels<ConvolutionName> = {
  convolution: (tf, [input, kernel], { attributes }, [shape]) => {
    const plane = tf.transpose(padded(tf, planeOf(tf, input), attributes), [0, 2, 3, 1]);
    const parts = eachGroup(tf, plane, filters(tf, kernel, attributes), attributes, (part, filter) =>
      tf.conv2d(part as Tensor4D, filter as Tensor4D, pairOf(attributes.strides, 1), 'valid'),
    );
    return [tf.reshape(tf.transpose(tf.concat(parts, 3), [0, 3, 1, 2]), [...shape])];
  },

  convolutionInputGradient: (tf, [gradient, kernel], { attributes }, [shape]) => {
    const plane = tf.transpose(planeOf(tf, gradient), [0, 2, 3, 1]);
    const [rowsBefore, columnsBefore] = pairOf(attributes.padBefore, 0);
    const [rowsAfter, columnsAfter] = pairOf(attributes.padAfter, 0);
    const [rows, columns] = pairOf(attributes.inputSize, 1);
    const [batch = 1, channels = 1] = shape;
    const whole: Four = [
      batch,
      rowsBefore + rows + rowsAfter,
      columnsBefore + columns + columnsAfter,
      channels / attributes.groups,
    ];
    const parts = eachGroup(tf, plane, filters(tf, kernel, attributes), attributes, (part, filter) =>
      tf.conv2dTranspose(part as Tensor4D, filter as Tensor4D, whole, pairOf(attributes.strides, 1), 'valid'),
    );
    const inner = tf.slice(tf.concat(parts, 3), [0, rowsBefore, columnsBefore, 0], [batch, rows, columns, channels]);
    return [tf.reshape(tf.transpose(inner, [0, 3, 1, 2]), [...shape])];
  },

  // A product for each tap of the kernel, between the gradient and what that tap met in the input.
  convolutionKernelGradient: (tf, [input, gradient], { attributes }, [shape]) => {
    const { groups } = attributes;
    const [outputs = 1, channels = 1, ...window] = shape;
    const outer = planeOf(tf, gradient);
    const plane = padded(tf, planeOf(tf, input), attributes);
    const [batch, , rows, columns] = outer.shape;
    const strides = pairOf(attributes.strides, 1);
    const flat = (four: TensorflowTensor, each: number): TensorflowTensor =>
      tf.reshape(tf.transpose(four, [1, 0, 2, 3]), [groups, each, batch * rows * columns]);
    const left = flat(outer, outputs / groups);
    const products = tapsOf(pairOf(window, 1), [rows, columns], {
      strides,
      dilations: pairOf(attributes.dilations, 1),
    }).map(({ start, end }) => {
      const met = tf.stridedSlice(plane, [0, 0, ...start], [batch, channels * groups, ...end], [1, 1, ...strides]);
      return tf.reshape(tf.matMul(left, flat(met, channels), false, true), [outputs, channels, 1]);
    });
    return [tf.reshape(tf.concat(products, 2), [...shape])];
  },
};

type Tensor4D = ReturnType<TensorflowLibrary['tensor4d']>;

/** `[a, b, …space]` with two spatial axes. */
function planeOf(tf: TensorflowLibrary, tensor: TensorflowTensor): Tensor4D {
  const [first = 1, second = 1, ...space] = tensor.shape;
  return tf.reshape(tensor, [first, second, ...pairOf(space, 1)]);
}

function pairOf(values: readonly number[], filler: number): Pair {
  const [first = filler, second] = values;
  return second === undefined ? [filler, first] : [first, second];
}

/** Zeros around the spatial axes of `[batch, channels, rows, columns]`. */
function padded(tf: TensorflowLibrary, plane: Tensor4D, { padBefore, padAfter }: ConvolutionAttributes): Tensor4D {
  const [rowsBefore, columnsBefore] = pairOf(padBefore, 0);
  const [rowsAfter, columnsAfter] = pairOf(padAfter, 0);
  return tf.pad(plane, [
    [0, 0],
    [0, 0],
    [rowsBefore, rowsAfter],
    [columnsBefore, columnsAfter],
  ]);
}

/** A kernel as the library wants it, `[rows, columns, channels, outputs]`, with zeros between dilated elements. */
function filters(tf: TensorflowLibrary, kernel: TensorflowTensor, { dilations }: ConvolutionAttributes) {
  const plane = planeOf(tf, kernel);
  const spread = pairOf(dilations, 1).reduce<TensorflowTensor>(
    (tensor, dilation, axis) => spreadAxis(tf, tensor, axis + 2, dilation),
    plane,
  );
  return tf.transpose(spread, [2, 3, 1, 0]);
}

/** Puts `factor − 1` zeros between neighbours along an axis. */
function spreadAxis(tf: TensorflowLibrary, tensor: TensorflowTensor, axis: number, factor: number): TensorflowTensor {
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

/** Applies `compute` to the last axis of a plane group by group, with the filters that belong to each. */
function eachGroup(
  tf: TensorflowLibrary,
  plane: TensorflowTensor,
  filter: TensorflowTensor,
  { groups }: ConvolutionAttributes,
  compute: (part: TensorflowTensor, filter: TensorflowTensor) => TensorflowTensor,
): TensorflowTensor[] {
  if (groups === 1) return [compute(plane, filter)];
  const filterParts = tf.split(filter, groups, 3);
  return tf.split(plane, groups, 3).map((part, group) => compute(part, filterParts[group] ?? filter));
}

/**
 * Convolution and its gradients in TensorFlow.js. One spatial axis is a plane of one row. Groups, dilated strides and
 * padding by unequal amounts, which its functions lack, are composed of what they have.
 */
import { tapsOf } from '../windows.ts';
import { padded, pairOf, planeOf, sliceTap, spreadAxis, type Tensor4D } from './windows.ts';
import type { ConvolutionAttributes } from '../../graph/windows.ts';
import type { Kernels, TensorflowLibrary, TensorflowTensor } from './kernel.ts';

type ConvolutionName = 'convolution' | 'convolutionInputGradient' | 'convolutionKernelGradient';
type Four = [number, number, number, number];

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
    }).map((tap) => {
      const met = sliceTap(tf, plane, tap, strides);
      return tf.reshape(tf.matMul(left, flat(met, channels), false, true), [outputs, channels, 1]);
    });
    return [tf.reshape(tf.concat(products, 2), [...shape])];
  },
};

/** A kernel as the library wants it, `[rows, columns, channels, outputs]`, with zeros between dilated elements. */
function filters(tf: TensorflowLibrary, kernel: TensorflowTensor, { dilations }: ConvolutionAttributes) {
  const plane = planeOf(tf, kernel);
  const spread = pairOf(dilations, 1).reduce<TensorflowTensor>(
    (tensor, dilation, axis) => spreadAxis(tf, tensor, axis + 2, dilation),
    plane,
  );
  return tf.transpose(spread, [2, 3, 1, 0]);
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

/** Normalizations in TensorFlow.js' elementary functions. */
import { alongAxisShape, axesBut } from '../../graph/normalization.ts';
import type { Kernels, TensorflowLibrary, TensorflowTensor } from './kernel.ts';

type NormalizationName = 'batchNormalize' | 'normalize';

/** 1/√(variance + epsilon). */
function inverseDeviation(tf: TensorflowLibrary, variance: TensorflowTensor, epsilon: number): TensorflowTensor {
  return tf.div(tf.scalar(1), tf.sqrt(tf.add(variance, tf.scalar(epsilon))));
}

export const normalizationKernels: Kernels<NormalizationName> = {
  batchNormalize: (tf, [input, scale, shift], { attributes: { axis, epsilon } }) => {
    const axes = axesBut(input.rank, axis);
    const stretch = (vector: TensorflowTensor): TensorflowTensor =>
      tf.reshape(vector, [...alongAxisShape(vector.size, input.rank, axis)]);
    const mean = tf.mean(input, axes);
    const centered = tf.sub(input, stretch(mean));
    const variance = tf.mean(tf.square(centered), axes);
    const slope = tf.mul(scale, inverseDeviation(tf, variance, epsilon));
    return [tf.add(tf.mul(centered, stretch(slope)), stretch(shift)), mean, variance];
  },

  normalize: (tf, [input], { attributes: { axes, epsilon } }) => {
    const centered = tf.sub(input, tf.mean(input, [...axes], true));
    const inverse = inverseDeviation(tf, tf.mean(tf.square(centered), [...axes], true), epsilon);
    return [tf.mul(centered, inverse), inverse];
  },
};

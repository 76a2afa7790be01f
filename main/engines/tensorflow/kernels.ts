/** The table of ops in TensorFlow.js: an op that it lacks does not compile. */
import { convolutionKernels } from './convolution.ts';
import { normalizationKernels } from './normalization.ts';
import { poolingKernels } from './pooling.ts';
import { samplingKernels } from './sampling.ts';
import type { Kernels, OutputShape, TensorflowLibrary, TensorflowTensor } from './kernel.ts';
import type { Node } from '../../graph/ir.ts';
import type { OpInputs, OpName } from '../../graph/ops/registry.ts';
import type { DType, Tensor } from '../../graph/tensor.ts';

/** TensorFlow.js has no uint8: it is held as int32, and narrowed again when it is read. */
export function tensorflowDType(dtype: DType): 'float32' | 'int32' | 'bool' {
  return dtype === 'uint8' ? 'int32' : dtype;
}

export function tensorflowTensor(tf: TensorflowLibrary, { dtype, shape, data }: Tensor): TensorflowTensor {
  return tf.tensor(dtype === 'uint8' ? Int32Array.from(data) : data, [...shape], tensorflowDType(dtype));
}

/** Kernels of ops that are one function there. */
function unary(
  name: 'abs' | 'erf' | 'exp' | 'log' | 'logicalNot' | 'neg' | 'relu' | 'sigmoid' | 'softplus' | 'sqrt' | 'tanh',
) {
  return (tf: TensorflowLibrary, [input]: readonly [TensorflowTensor]) => [tf[name](input)];
}

function binary(
  name: 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'greater' | 'greaterEqual' | 'equal' | 'logicalAnd',
) {
  return (tf: TensorflowLibrary, [left, right]: readonly [TensorflowTensor, TensorflowTensor]) => [
    tf[name](left, right),
  ];
}

export const kernels: Kernels = {
  ...convolutionKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...samplingKernels,

  abs: unary('abs'),
  erf: unary('erf'),
  exp: unary('exp'),
  log: unary('log'),
  logicalNot: unary('logicalNot'),
  negate: unary('neg'),
  relu: unary('relu'),
  sigmoid: unary('sigmoid'),
  softplus: unary('softplus'),
  sqrt: unary('sqrt'),
  tanh: unary('tanh'),

  add: binary('add'),
  subtract: binary('sub'),
  multiply: binary('mul'),
  divide: binary('div'),
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  greater: binary('greater'),
  greaterEqual: binary('greaterEqual'),
  equal: binary('equal'),
  logicalAnd: binary('logicalAnd'),

  where: (tf, [condition, whenTrue, whenFalse]) => [tf.where(condition, whenTrue, whenFalse)],
  cast: (tf, [input], { attributes: { dtype } }) => [tf.cast(input, tensorflowDType(dtype))],

  constant: (tf, _, { attributes: { tensor } }) => [tensorflowTensor(tf, tensor)],
  reshape: (tf, [input], _, [shape]) => [tf.reshape(input, [...shape])],
  broadcastTo: (tf, [input], _, [shape]) => [tf.broadcastTo(input, [...shape])],
  transpose: (tf, [input], { attributes: { permutation } }) => [tf.transpose(input, [...permutation])],
  concat: (tf, inputs, { attributes: { axis } }) => [tf.concat([...inputs], axis)],

  slice: (tf, [input], { attributes: { axis, start } }, [shape]) => [
    tf.slice(
      input,
      shape.map((_, index) => (index === axis ? start : 0)),
      [...shape],
    ),
  ],
  pad: (tf, [input], { attributes: { before, after } }) => [
    input.rank === 0
      ? tf.clone(input)
      : tf.pad(
          input,
          before.map((count, axis) => [count, after[axis] ?? 0]),
        ),
  ],

  gather: (tf, [table, indices]) => [tf.gather(table, indices)],
  segmentSum: (tf, [values, indices], { attributes: { segments } }, [shape]) => {
    const rows = tf.reshape(values, [indices.size, ...shape.slice(1)]);
    return [tf.unsortedSegmentSum(rows, tf.reshape(indices, [indices.size]), segments)];
  },
  // Its oneHot refuses a depth of 1.
  oneHot: (tf, [indices], { attributes: { depth } }, [shape]) => [
    depth === 1 ? tf.ones([...shape]) : tf.oneHot(indices, depth, 1, 0, 'float32'),
  ],

  matmul: (tf, [left, right], { attributes: { transposeA, transposeB } }) => [
    tf.matMul(left, right, transposeA, transposeB),
  ],
  reduceSum: (tf, [input], { attributes: { axes, keepDimensions } }) => [tf.sum(input, [...axes], keepDimensions)],
  reduceMax: (tf, [input], { attributes: { axes, keepDimensions } }) => [tf.max(input, [...axes], keepDimensions)],
  elementCount: (tf, [input], { attributes: { axes } }) => [
    tf.scalar(axes.reduce((count, axis) => count * (input.shape[axis] ?? 1), 1)),
  ],
  argMax: (tf, [input]) => [tf.argMax(input, -1)],
  softmax: (tf, [input]) => [tf.softmax(input)],
  softmaxCrossEntropy: (tf, [scores, labels]) => {
    const classes = scores.shape.at(-1) ?? 1;
    if (classes === 1) return [tf.zeros(labels.shape)];
    return [tf.neg(tf.sum(tf.mul(tf.oneHot(labels, classes, 1, 0, 'float32'), tf.logSoftmax(scores)), -1))];
  },
  logSoftmax: (tf, [input]) => [tf.logSoftmax(input)],
};

export function computeNode<Name extends OpName>(
  tf: TensorflowLibrary,
  node: Node<Name>,
  inputs: readonly TensorflowTensor[],
  shapes: readonly [OutputShape, ...OutputShape[]],
): readonly TensorflowTensor[] {
  // Several kernels give empty tensors a wrong shape, so no kernel is asked for one.
  if (shapes.every((shape) => shape.includes(0))) {
    return node.outputs.map(({ type }, index) => tf.zeros([...(shapes[index] ?? [])], tensorflowDType(type.dtype)));
  }
  // The builder has checked that there are as many inputs as the op takes.
  return kernels[node.op](tf, inputs as OpInputs<Name, TensorflowTensor>, node, shapes);
}

/**
 * Ops at the sizes of real networks. Kernels of a GPU have forms of their own for channels in fours and for long axes,
 * which the small random cases never reach.
 */
import type { OpName } from '../../../main/graph/ops/registry.ts';
import { elementCount, type Tensor } from '../../../main/graph/tensor.ts';
import type { OpCase } from './cases.ts';

function waves(shape: readonly number[], phase = 0): Tensor & { readonly data: Float32Array } {
  const data = Float32Array.from({ length: elementCount(shape) }, (_, index) => Math.sin(0.37 * index + phase));
  return { dtype: 'float32', shape, data };
}

/** Few values, each of them many times. */
function steps(shape: readonly number[]): Tensor {
  const { data } = waves(shape);
  return { dtype: 'float32', shape, data: Float32Array.from(data, (value) => Math.round(value)) };
}

function indices(shape: readonly number[], below: number): Tensor {
  const data = Int32Array.from({ length: elementCount(shape) }, (_, index) => (index * 7) % below);
  return { dtype: 'int32', shape, data };
}

function wide<Name extends OpName>(
  op: Name,
  inputs: readonly Tensor[],
  attributes: OpCase<Name>['attributes'],
): readonly [OpName, OpCase] {
  return [op, { inputs, shapes: inputs.map(({ shape }) => shape), attributes }];
}

const plain = { transposeA: false, transposeB: false };
const near = { strides: [1, 1], padBefore: [1, 1], padAfter: [1, 1], dilations: [1, 1], groups: 1 };

export const wideCases: readonly (readonly [OpName, OpCase])[] = [
  wide('matmul', [waves([33, 70]), waves([70, 130], 1)], plain),
  wide('matmul', [waves([70, 33]), waves([70, 130], 1)], { transposeA: true, transposeB: false }),
  wide('matmul', [waves([32, 64]), waves([40, 64], 1)], { transposeA: false, transposeB: true }),
  wide('matmul', [waves([4, 17, 32]), waves([4, 32, 20], 1)], plain),
  wide('maxPool', [waves([2, 8, 12, 12])], { window: [2, 2], strides: [2, 2], padBefore: [0, 0], padAfter: [0, 0] }),
  // Overlapping, and with ties: the first maximum is the one.
  wide('maxPool', [steps([2, 8, 9, 9])], { window: [3, 3], strides: [2, 2], padBefore: [1, 1], padAfter: [1, 1] }),
  wide('averagePool', [waves([2, 8, 9, 9])], {
    window: [3, 3],
    strides: [2, 2],
    padBefore: [1, 1],
    padAfter: [1, 1],
    countPadding: false,
  }),
  wide('reduceSum', [waves([8, 16, 12, 12])], { axes: [0, 2, 3], keepDimensions: true }),
  wide('reduceSum', [waves([40, 70])], { axes: [0], keepDimensions: false }),
  wide('reduceSum', [waves([40, 70])], { axes: [0], keepDimensions: true }),
  wide('reduceSum', [waves([40, 70])], { axes: [0, 1], keepDimensions: false }),
  wide('reduceSum', [waves([40, 70])], { axes: [0, 1], keepDimensions: true }),
  wide('reduceMax', [waves([70, 260])], { axes: [1], keepDimensions: false }),
  wide('logSoftmax', [waves([40, 1000])], {}),
  wide('softmaxCrossEntropy', [waves([48, 100]), indices([48], 100)], {}),
  wide('argMax', [waves([40, 1000])], {}),
  wide('transpose', [waves([8, 3, 20, 12])], { permutation: [1, 0, 3, 2] }),
  wide('gather', [waves([500, 12, 8]), indices([64], 500)], {}),
  wide('segmentSum', [waves([64, 24]), indices([64], 300)], { segments: 300 }),
  wide('convolution', [waves([2, 16, 9, 9]), waves([32, 16, 3, 3], 1)], near),
  wide('convolution', [waves([2, 1, 12, 12]), waves([32, 1, 3, 3], 1)], {
    ...near,
    padBefore: [0, 0],
    padAfter: [0, 0],
  }),
  wide('convolution', [waves([2, 16, 8, 8]), waves([32, 16, 3, 3], 1)], { ...near, strides: [2, 2] }),
  wide('convolution', [waves([2, 32, 8, 8]), waves([64, 32, 1, 1], 1)], {
    ...near,
    padBefore: [0, 0],
    padAfter: [0, 0],
  }),
  wide('convolution', [waves([2, 32, 8, 8]), waves([32, 1, 3, 3], 1)], { ...near, groups: 32 }),
  wide('convolution', [waves([2, 16, 8, 8]), waves([64, 1, 3, 3], 1)], { ...near, groups: 16 }),
  wide('convolution', [waves([2, 8, 40]), waves([16, 8, 5], 1)], {
    strides: [1],
    padBefore: [2],
    padAfter: [2],
    dilations: [1],
    groups: 1,
  }),
];

/** Ops that compute an element from several. */
import { int, ints } from '../schema.ts';
import { oneHot } from './one-hot.ts';
import type { Dim, Shape } from '../../../graph/tensor.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowerings } from './lowering.ts';

type ReductionName =
  'argMax' | 'elementCount' | 'logSoftmax' | 'matmul' | 'reduceMax' | 'reduceSum' | 'softmax' | 'softmaxCrossEntropy';

/** Swaps the last two axes. */
function transposed(emit: GraphEmitter, name: string, rank: number): string {
  const leading = Array.from({ length: rank - 2 }, (_, axis) => axis);
  return emit.op('Transpose', [name], { perm: ints([...leading, rank - 1, rank - 2]) });
}

function sum(emit: GraphEmitter, input: string, axes: readonly number[], keepDimensions: boolean): string {
  return emit.op('ReduceSum', [input, emit.integers(axes)], { keepdims: int(Number(keepDimensions)) });
}

type MatrixShape = readonly [rows: Dim, columns: number];

function isMatrix(shape: Shape | undefined): shape is MatrixShape {
  return shape?.length === 2 && typeof shape[1] === 'number';
}

/**
 * A sum over the rows of a matrix as a product with ones, a third of ReduceSum's time on 128 × 512; a sum over all of it
 * by rows first, which, unlike ReduceSum over all axes, runs on every thread. Null where neither gains.
 */
function sumOfMatrix(
  emit: GraphEmitter,
  input: string,
  [rows, columns]: MatrixShape,
  axes: readonly number[],
  keepDimensions: boolean,
): string | null {
  if (axes.join() === '0' && columns >= 16 && rows !== 0) {
    const total = emit.op('MatMul', [emit.filled([1, rows], 1), input]);
    return keepDimensions ? total : emit.reshape(total, [columns]);
  }
  if (axes.length === 2 && columns >= 64) return sum(emit, sum(emit, input, [1], keepDimensions), [0], keepDimensions);
  return null;
}

function logSoftmax(emit: GraphEmitter, input: string): string {
  if (emit.target === 'cpu') return emit.op('LogSoftmax', [input], { axis: int(-1) });
  // WebGPU has no LogSoftmax and would take the logits through the host.
  const shifted = emit.op('Sub', [input, emit.op('ReduceMax', [input], { axes: ints([-1]), keepdims: int(1) })]);
  const total = emit.op('ReduceSum', [emit.op('Exp', [shifted]), emit.integers([-1])], { keepdims: int(1) });
  return emit.op('Sub', [shifted, emit.op('Log', [total])]);
}

/** ONNX counts in int64, which WebGPU does not cast: there the first maximum is found among floats, exact to 2^24. */
function argMax(emit: GraphEmitter, input: string, size: Dim | undefined): string {
  if (emit.target === 'cpu' || typeof size !== 'number')
    return emit.op('ArgMax', [input], { axis: int(-1), keepdims: int(0) });
  const largest = emit.op('ReduceMax', [input], { axes: ints([-1]), keepdims: int(1) });
  const isLargest = emit.op('Cast', [emit.op('Equal', [input, largest])], { to: int(1) });
  const fromEnd = Float32Array.from({ length: size }, (_, index) => size - index);
  const weights = emit.op('Mul', [isLargest, emit.constant({ dtype: 'float32', shape: [size], data: fromEnd })]);
  const first = emit.op('ReduceMax', [weights], { axes: ints([-1]), keepdims: int(0) });
  return emit.op('Sub', [emit.scalar(size), first]);
}

export const reductionLowerings: Lowerings<ReductionName> = {
  reduceSum: (emit, [input], { attributes: { axes, keepDimensions }, inputs: [value] }) => [
    (emit.target === 'cpu' && isMatrix(value?.type.shape)
      ? sumOfMatrix(emit, input, value.type.shape, axes, keepDimensions)
      : null) ?? sum(emit, input, axes, keepDimensions),
  ],

  reduceMax: (emit, [input], { attributes: { axes, keepDimensions } }) => [
    emit.op('ReduceMax', [input], { axes: ints(axes), keepdims: int(Number(keepDimensions)) }),
  ],

  elementCount: (emit, _, { inputs: [value], attributes: { axes } }) => [
    emit.elementCount(axes.map((axis) => value?.type.shape[axis] ?? 1)),
  ],

  argMax: (emit, [input], { inputs: [value] }) => [
    emit.op('Cast', [argMax(emit, input, value?.type.shape.at(-1))], { to: int(6) }),
  ],

  softmax: (emit, [input]) => [emit.op('Softmax', [input], { axis: int(-1) })],

  logSoftmax: (emit, [input]) => [logSoftmax(emit, input)],

  softmaxCrossEntropy: (emit, [scores, labels], { inputs: [value], outputs: [output] }) => {
    const shape = output?.type.shape ?? [];
    const classes = Number(value?.type.shape.at(-1));
    if (emit.target === 'cpu') {
      // SoftmaxCrossEntropyLoss comes to eleven operators, which on small networks shows.
      const column = emit.op('Unsqueeze', [labels, emit.integers([-1])]);
      const chosen = emit.op('GatherElements', [logSoftmax(emit, scores), column], { axis: int(-1) });
      return [emit.op('Neg', [emit.op('Squeeze', [chosen, emit.integers([-1])])])];
    }
    const chosen = emit.op('Mul', [oneHot(emit, labels, shape, classes), logSoftmax(emit, scores)]);
    return [emit.op('Neg', [emit.op('ReduceSum', [chosen, emit.integers([-1])], { keepdims: int(0) })])];
  },

  matmul: (emit, [left, right], { attributes: { transposeA, transposeB }, inputs: [value], outputs: [output] }) => {
    const rank = output?.type.shape.length ?? 2;
    // Over an empty inner dimension, MatMul leaves its result unwritten.
    if (output !== undefined && value?.type.shape.includes(0) === true) return [emit.zeros(output.type)];
    if (!transposeA && !transposeB) return [emit.op('MatMul', [left, right])];
    if (rank === 2) {
      return [emit.op('Gemm', [left, right], { transA: int(Number(transposeA)), transB: int(Number(transposeB)) })];
    }
    return [
      emit.op('MatMul', [
        transposeA ? transposed(emit, left, rank) : left,
        transposeB ? transposed(emit, right, rank) : right,
      ]),
    ];
  },
};

/** Ops that compute an element from several: sums, maxima, softmax, matrix products. */
import { elementCount } from '../../../graph/tensor.ts';
import { at, expectIndices, positionsOf, stridesOf, type Numbers } from '../numbers.ts';
import type { Kernels } from './kernel.ts';

type ReductionName =
  'argMax' | 'elementCount' | 'logSoftmax' | 'matmul' | 'reduceMax' | 'reduceSum' | 'softmax' | 'softmaxCrossEntropy';

/** Applies `combine` to the elements along `axes`, for each place along the others. */
function reduce(
  input: Numbers,
  axes: readonly number[],
  combine: (elements: Float64Array) => number,
): readonly Float64Array[] {
  const strides = stridesOf(input.shape);
  const select = (reduced: boolean): [number[], number[]] => {
    const chosen = input.shape.map((_, axis) => axis).filter((axis) => axes.includes(axis) === reduced);
    return [chosen.map((axis) => at(input.shape, axis)), chosen.map((axis) => at(strides, axis))];
  };
  const [keptShape, keptStrides] = select(false);
  const [reducedShape, reducedStrides] = select(true);
  const offsets = positionsOf(reducedShape, reducedStrides);
  const elements = new Float64Array(offsets.length);
  return [
    Float64Array.from(positionsOf(keptShape, keptStrides), (start) => {
      for (let index = 0; index < offsets.length; index += 1)
        elements[index] = at(input.values, start + at(offsets, index));
      return combine(elements);
    }),
  ];
}

/** Replaces each row along the last axis. */
function mapRows(input: Numbers, transform: (row: Float64Array) => Float64Array): readonly Float64Array[] {
  const length = at(input.shape, input.shape.length - 1);
  const result = new Float64Array(input.values.length);
  for (let start = 0; start < result.length; start += length) {
    result.set(transform(input.values.subarray(start, start + length)), start);
  }
  return [result];
}

function sum(elements: Float64Array): number {
  return elements.reduce((total, element) => total + element, 0);
}

function max(elements: Float64Array): number {
  return elements.reduce((largest, element) => Math.max(largest, element), -Infinity);
}

export const reductionKernels: Kernels<ReductionName> = {
  reduceSum: ([input], { axes }) => reduce(input, axes, sum),
  reduceMax: ([input], { axes }) => reduce(input, axes, max),
  elementCount: ([input], { axes }) => [Float64Array.of(elementCount(axes.map((axis) => at(input.shape, axis))))],
  argMax: ([input]) => reduce(input, [input.shape.length - 1], (elements) => elements.indexOf(max(elements))),

  softmax: ([input]) =>
    mapRows(input, (row) => {
      const powers = row.map((element) => Math.exp(element - max(row)));
      return powers.map((power) => power / sum(powers));
    }),

  logSoftmax: ([input]) =>
    mapRows(input, (row) => {
      const largest = max(row);
      const logTotal = Math.log(sum(row.map((element) => Math.exp(element - largest))));
      return row.map((element) => element - largest - logTotal);
    }),

  softmaxCrossEntropy: ([scores, labels]) => {
    const classes = at(scores.shape, scores.shape.length - 1);
    return [
      expectIndices('softmaxCrossEntropy', labels, classes).map((label, index) => {
        const row = scores.values.subarray(index * classes, (index + 1) * classes);
        const largest = max(row);
        return Math.log(sum(row.map((element) => Math.exp(element - largest)))) + largest - at(row, label);
      }),
    ];
  },

  matmul: ([left, right], { transposeA, transposeB }, [output]) => {
    const rank = output.shape.length;
    const [rows, columns] = [at(output.shape, rank - 2), at(output.shape, rank - 1)];
    const shared = at(left.shape, transposeA ? rank - 2 : rank - 1);
    const [leftRow, leftShared] = transposeA ? [1, rows] : [shared, 1];
    const [rightShared, rightColumn] = transposeB ? [1, shared] : [columns, 1];
    const result = new Float64Array(elementCount(output.shape));
    for (let index = 0; index < result.length; index += 1) {
      const matrix = Math.floor(index / (rows * columns));
      const row = Math.floor(index / columns) % rows;
      const column = index % columns;
      let total = 0;
      for (let step = 0; step < shared; step += 1) {
        const leftValue = at(left.values, matrix * rows * shared + row * leftRow + step * leftShared);
        const rightValue = at(right.values, matrix * shared * columns + step * rightShared + column * rightColumn);
        total += leftValue * rightValue;
      }
      result[index] = total;
    }
    return [result];
  },
};

/** Ops that move elements without computing with them, and those that address rows by number. */
import { elementCount } from '../../../graph/tensor.ts';
import { at, expectIndices, numbersFrom, pick, positionsOf, stridesOf, type Numbers } from '../numbers.ts';
import { broadcast } from './elementwise.ts';
import type { Kernels } from './kernel.ts';

type ArrangementName =
  | 'broadcastTo'
  | 'concat'
  | 'constant'
  | 'gather'
  | 'oneHot'
  | 'pad'
  | 'reshape'
  | 'segmentSum'
  | 'slice'
  | 'transpose';

/** Writes a block into a larger tensor, its first element at `start`. */
function place(block: Numbers, target: Float64Array, targetShape: readonly number[], start: number): void {
  positionsOf(block.shape, stridesOf(targetShape), start).forEach((position, index) => {
    target[position] = at(block.values, index);
  });
}

export const arrangementKernels: Kernels<ArrangementName> = {
  constant: (_, { tensor }) => [numbersFrom(tensor).values],
  reshape: ([input]) => [input.values],
  broadcastTo: ([input], _, [output]) => [broadcast(input, output.shape)],

  transpose: ([input], { permutation }, [output]) => {
    const strides = stridesOf(input.shape);
    return [
      pick(
        input.values,
        positionsOf(
          output.shape,
          permutation.map((axis) => at(strides, axis)),
        ),
      ),
    ];
  },

  slice: ([input], { axis, start }, [output]) => {
    const strides = stridesOf(input.shape);
    return [pick(input.values, positionsOf(output.shape, strides, start * at(strides, axis)))];
  },

  pad: ([input], { before }, [output]) => {
    const strides = stridesOf(output.shape);
    const result = new Float64Array(elementCount(output.shape));
    place(
      input,
      result,
      output.shape,
      before.reduce((start, count, axis) => start + count * at(strides, axis), 0),
    );
    return [result];
  },

  concat: (inputs, { axis }, [output]) => {
    const stride = at(stridesOf(output.shape), axis);
    const result = new Float64Array(elementCount(output.shape));
    let start = 0;
    for (const input of inputs) {
      place(input, result, output.shape, start * stride);
      start += at(input.shape, axis);
    }
    return [result];
  },

  gather: ([table, indices], _, [output]) => {
    const length = elementCount(table.shape.slice(1));
    const result = new Float64Array(elementCount(output.shape));
    expectIndices('gather', indices, at(table.shape, 0)).forEach((row, place) => {
      result.set(table.values.subarray(row * length, (row + 1) * length), place * length);
    });
    return [result];
  },

  segmentSum: ([values, indices], { segments }, [output]) => {
    const length = elementCount(output.shape.slice(1));
    const result = new Float64Array(elementCount(output.shape));
    expectIndices('segmentSum', indices, segments).forEach((segment, row) => {
      for (let column = 0; column < length; column += 1) {
        const target = segment * length + column;
        result[target] = at(result, target) + at(values.values, row * length + column);
      }
    });
    return [result];
  },

  oneHot: ([indices], { depth }, [output]) => {
    const result = new Float64Array(elementCount(output.shape));
    expectIndices('oneHot', indices, depth).forEach((index, row) => {
      result[row * depth + index] = 1;
    });
    return [result];
  },
};

/** Maxima and means of sliding windows, and where their gradients go. */
import { elementCount } from '../../../graph/tensor.ts';
import { at, type Numbers } from '../numbers.ts';
import { planeOf, placesInWindow } from './windows.ts';
import type { AveragePoolAttributes } from '../../../graph/ops/average-pool.ts';
import type { PoolAttributes } from '../../../graph/windows.ts';
import type { Kernels } from './kernel.ts';

type PoolingName = 'averagePool' | 'averagePoolGradient' | 'maxPool' | 'maxPoolGradient';

/** Calls `visit` for each window of each row and channel with the places that it reaches inside the input. */
function eachWindow(
  inputShape: readonly number[],
  outputShape: readonly number[],
  attributes: PoolAttributes,
  visit: (output: number, places: readonly number[]) => void,
): void {
  const [, columns] = planeOf(outputShape.slice(2));
  const inputSize = elementCount(inputShape.slice(2));
  const outputSize = elementCount(outputShape.slice(2));
  for (let output = 0; output < elementCount(outputShape); output += 1) {
    const start = Math.floor(output / outputSize) * inputSize;
    const place = output % outputSize;
    const reached = placesInWindow(
      [Math.floor(place / columns), place % columns],
      inputShape.slice(2),
      attributes.window,
      attributes,
    );
    visit(
      output,
      reached.map(({ input }) => start + input),
    );
  }
}

function divisor({ window, countPadding }: AveragePoolAttributes, places: readonly number[]): number {
  return countPadding ? elementCount(window) : places.length;
}

function pool(
  input: Numbers,
  outputShape: readonly number[],
  attributes: PoolAttributes,
  combine: (elements: readonly number[], places: readonly number[]) => number,
): readonly Float64Array[] {
  const result = new Float64Array(elementCount(outputShape));
  eachWindow(input.shape, outputShape, attributes, (output, places) => {
    result[output] = combine(
      places.map((place) => at(input.values, place)),
      places,
    );
  });
  return [result];
}

export const poolingKernels: Kernels<PoolingName> = {
  maxPool: ([input], attributes, [output]) =>
    pool(input, output.shape, attributes, (elements) => Math.max(...elements)),

  maxPoolGradient: ([input, value, gradient], attributes, [output]) => {
    const result = new Float64Array(elementCount(output.shape));
    eachWindow(input.shape, value.shape, attributes, (window, places) => {
      const maximum = at(value.values, window);
      // PyTorch lets every NaN take the maximum over from the one before.
      const winner = Number.isNaN(maximum)
        ? places.findLast((place) => Number.isNaN(at(input.values, place)))
        : places.find((place) => at(input.values, place) === maximum);
      if (winner !== undefined) result[winner] = at(result, winner) + at(gradient.values, window);
    });
    return [result];
  },

  averagePool: ([input], attributes, [output]) =>
    pool(
      input,
      output.shape,
      attributes,
      (elements, places) => elements.reduce((total, element) => total + element, 0) / divisor(attributes, places),
    ),

  averagePoolGradient: ([gradient], attributes, [output]) => {
    const result = new Float64Array(elementCount(output.shape));
    eachWindow(output.shape, gradient.shape, attributes, (window, places) => {
      const share = at(gradient.values, window) / divisor(attributes, places);
      for (const place of places) result[place] = at(result, place) + share;
    });
    return [result];
  },
};

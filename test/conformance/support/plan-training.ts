/** What tests share that train a plan against PyTorch: data and weights that are sines, the rows of a step, comparison. */
import { expect } from 'vitest';
import { float32, int32, type Tensor } from '../../../main/graph/tensor.ts';

/** As the scripts in test/golden/training make them. */
export function sines(count: number, scale: number, phase: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => scale * Math.sin(0.7 * index + phase));
}

/** A step over every eleventh row of `rows`, from `start` on. */
export function stepOver(rows: number, start: number, size: number): Record<string, Tensor> {
  return {
    rows: int32(
      [1, size],
      Array.from({ length: size }, (_, index) => (start + 11 * index) % rows),
    ),
    weights: float32([1, size], new Array<number>(size).fill(1)),
  };
}

export function classOfRow(row: number, classes: number): number {
  return (row * 7) % classes;
}

/** Within `tolerance`, of the value where that is larger than 1. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    expect(difference, `${what}, element ${index}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
  });
}

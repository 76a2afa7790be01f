/** How close two tensors must be. */
import { expect } from 'vitest';
import type { DType } from '../../../main/graph/tensor.ts';

export interface Comparable {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/**
 * Equal dtype and shape; integers and conditions equal; floats within `tolerance` of the largest magnitude of the
 * expected tensor (or of 1, if that is larger), and NaN where NaN is expected.
 */
export function expectClose(actual: Comparable, expected: Comparable, tolerance: number, what: string): void {
  expect(actual.dtype, `dtype of ${what}`).toBe(expected.dtype);
  expect([...actual.shape], `shape of ${what}`).toEqual([...expected.shape]);
  expect(actual.values.length, `length of ${what}`).toBe(expected.values.length);
  const finite = Array.from(expected.values).filter(Number.isFinite);
  const scale = finite.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  const limit = expected.dtype === 'float32' ? tolerance * scale : 0;
  Array.from(expected.values).forEach((wanted, index) => {
    const found = actual.values[index] ?? NaN;
    if (Object.is(found, wanted) || found === wanted || (Number.isNaN(found) && Number.isNaN(wanted))) return;
    if (!(Math.abs(found - wanted) <= limit)) {
      expect.fail(`${what}: element ${index} is ${found}, expected ${wanted} within ${limit}`);
    }
  });
}

/** How far two tensors are apart, as a number: for children and scripts, where no test framework is at hand. */
import type { Comparable } from './compare.ts';

/**
 * The largest difference over the largest magnitude of the expected tensor (or over 1, if that is larger): 0 where all
 * are equal, infinite where dtype, shape, an integer, a condition or a NaN differs.
 */
export function distance(actual: Comparable, expected: Comparable): number {
  if (actual.dtype !== expected.dtype || actual.shape.join() !== expected.shape.join()) return Infinity;
  if (actual.values.length !== expected.values.length) return Infinity;
  const wanted = Array.from(expected.values);
  const scale = wanted.filter(Number.isFinite).reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return wanted.reduce((worst, value, index) => {
    const found = actual.values[index] ?? NaN;
    if (Object.is(found, value) || found === value || (Number.isNaN(found) && Number.isNaN(value))) return worst;
    const apart = Math.abs(found - value) / scale;
    return expected.dtype === 'float32' && !Number.isNaN(apart) ? Math.max(worst, apart) : Infinity;
  }, 0);
}

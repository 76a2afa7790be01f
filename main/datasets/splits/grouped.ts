/**
 * The draw of scikit-learn's `GroupShuffleSplit(n_splits=1, test_size=…, random_state=seed)`: rows with the same value in
 * a column are together in one part. The validation groups are drawn from what remains in the same way.
 */
import { compareCodePoints, type Block } from '../recipe/blocks.ts';
import { NumpyRandom } from '../numpy-random.ts';
import { requireColumn } from './column.ts';
import type { SplitMethod } from './method.ts';

export const grouped: SplitMethod = {
  column: 'readAndLeftOut',
  draw({ rows, test, validation, seed, column }) {
    const groups = groupNumbers(requireColumn(column, 'grouped'));
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const [remainder, tested] = drawGroups(all, groups, test, seed);
    const [train, validated] = drawGroups(remainder, groups, validation, seed);
    return { test: tested, remainder: train, validation: validated };
  },
};

/** Rows of the groups that stay and of those that are drawn, both in file order. */
function drawGroups(rows: Int32Array, groups: Int32Array, share: number, seed: number): [Int32Array, Int32Array] {
  const present = [...new Set(Array.from(rows, (row) => groups[row] ?? 0))].sort((one, other) => one - other);
  const count = Math.ceil(share * present.length);
  const order = new NumpyRandom(seed).permutation(present.length);
  const drawn = new Set(Array.from(order.subarray(0, count), (place) => present[place]));
  return [rows.filter((row) => !drawn.has(groups[row] ?? 0)), rows.filter((row) => drawn.has(groups[row] ?? 0))];
}

/** The place of each row's value among the sorted values, as NumPy's `unique`. A missing value is a group as well. */
export function groupNumbers(column: Block): Int32Array {
  if (column.kind === 'numbers') {
    const sorted = [...new Set(column.values)].sort((one, other) =>
      Number.isNaN(one) ? 1 : Number.isNaN(other) ? -1 : one - other,
    );
    const places = new Map(sorted.map((value, place) => [value, place]));
    return Int32Array.from(column.values, (value) => places.get(value) ?? 0);
  }
  const texts = column.values.map((value) => value ?? '');
  const places = new Map([...new Set(texts)].sort(compareCodePoints).map((value, place) => [value, place]));
  return Int32Array.from(texts, (value) => places.get(value) ?? 0);
}

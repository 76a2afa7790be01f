/** What a confusion matrix shows beside its counts: how strongly each error is coloured, and the commonest ones. */

/** Colour steps s0 to s7; errors use 1 to 6. */
export type Heat = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Errors fewer than this are never drawn at full strength: one row in a small test is no alarm. */
const strong = 5;

/** Colour of an error: by the root of its share of the commonest error, so that rare ones still show. */
export function errorHeat(count: number, commonest: number): Heat {
  if (count <= 0) return 0;
  return Math.round(1 + 5 * Math.sqrt(count / Math.max(strong, commonest))) as Heat;
}

export interface Mistake {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

/** Errors from the commonest down; equal ones in the order of the classes. */
export function mistakes(counts: readonly (readonly number[])[], most: number): Mistake[] {
  return counts
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((left, right) => right.count - left.count)
    .slice(0, most);
}

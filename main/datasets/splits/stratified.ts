/** The draw of scikit-learn's `train_test_split(…, stratify=target)`: the same share of every class in each part. */
import { UserError } from '../../base/errors.ts';
import { NumpyRandom } from '../numpy-random.ts';
import type { SplitMethod } from './method.ts';

export const stratified: SplitMethod = {
  column: 'none',
  draw({ rows, testCount, classes, seed }) {
    if (classes === null) throw new UserError('datasets.stratifyNumber', {}, { path: 'data.split.method' });
    const byClass = rowsByClass(classes);
    const counts = byClass.map((members) => members.length);
    const trainCount = rows - testCount;
    const smallest = Math.min(...counts);
    if (smallest < 2 || testCount < counts.length || trainCount < counts.length) {
      throw new UserError(
        'datasets.stratifyTooFew',
        { classes: counts.length, smallest, test: testCount },
        { path: 'data.split.method' },
      );
    }
    const generator = new NumpyRandom(seed);
    const inTrain = approximateMode(counts, trainCount, generator);
    const left = counts.map((count, index) => count - (inTrain[index] ?? 0));
    const inTest = approximateMode(left, testCount, generator);
    const train: number[] = [];
    const test: number[] = [];
    byClass.forEach((members, index) => {
      const order = generator.permutation(members.length);
      const fromTrain = inTrain[index] ?? 0;
      const fromTest = inTest[index] ?? 0;
      for (const place of order.subarray(0, fromTrain)) train.push(members[place] ?? 0);
      for (const place of order.subarray(fromTrain, fromTrain + fromTest)) test.push(members[place] ?? 0);
    });
    const remainder = Int32Array.from(train);
    generator.shuffle(remainder);
    const drawn = Int32Array.from(test);
    generator.shuffle(drawn);
    return { test: drawn, remainder };
  },
};

function rowsByClass(classes: Int32Array): number[][] {
  const byClass: number[][] = [];
  classes.forEach((index, row) => (byClass[index] ??= []).push(row));
  // Classes that no row has, as scikit-learn's `unique` never sees them.
  return byClass.filter((members) => members.length > 0);
}

/**
 * How many of `draws` fall to each class: shares rounded down, then the largest remainders rounded up, ties broken by
 * the generator. scikit-learn's `_approximate_mode`.
 */
function approximateMode(counts: readonly number[], draws: number, generator: NumpyRandom): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => (count / total) * draws);
  const floored = shares.map(Math.floor);
  const remainders = shares.map((share, index) => share - (floored[index] ?? 0));
  let missing = Math.trunc(draws - floored.reduce((sum, count) => sum + count, 0));
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing <= 0) break;
    const tied = Int32Array.from(remainders.flatMap((remainder, index) => (remainder === value ? [index] : [])));
    const added = Math.min(tied.length, missing);
    for (const index of generator.choice(tied, added)) floored[index] = (floored[index] ?? 0) + 1;
    missing -= added;
  }
  return floored;
}

/**
 * The folds of scikit-learn's `KFold(n_splits=folds, shuffle=True, random_state=seed)`: `fold` is the test rows. The
 * validation rows are the last of the others in shuffled order.
 */
import { UserError } from '../../base/errors.ts';
import { NumpyRandom } from '../numpy-random.ts';
import type { SplitMethod } from './method.ts';

export const kfold: SplitMethod = {
  column: 'none',
  draw({ rows, seed, folds, fold }) {
    if (fold >= folds) throw new UserError('datasets.foldUnknown', { fold, folds }, { path: 'data.split.fold' });
    if (rows < folds) throw new UserError('datasets.foldsTooMany', { rows, folds }, { path: 'data.split.folds' });
    const order = new NumpyRandom(seed).permutation(rows);
    const size = Math.floor(rows / folds);
    // The first folds take one row more until none is left over.
    const larger = rows % folds;
    const start = fold * size + Math.min(fold, larger);
    const end = start + size + (fold < larger ? 1 : 0);
    const remainder = new Int32Array(rows - (end - start));
    remainder.set(order.subarray(0, start));
    remainder.set(order.subarray(end), start);
    return { test: order.slice(start, end), remainder };
  },
};

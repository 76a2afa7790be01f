/** The draw of scikit-learn's `train_test_split(test_size=…, random_state=seed)`. */
import { NumpyRandom } from '../numpy-random.ts';
import type { SplitMethod } from './method.ts';

export const random: SplitMethod = {
  column: 'none',
  draw({ rows, testCount, seed }) {
    const order = new NumpyRandom(seed).permutation(rows);
    return { test: order.slice(0, testCount), remainder: order.slice(testCount) };
  },
};

/** The benchmark compares minima over threads and gives the median of the same threads. */
import { expect, test } from 'vitest';
import { summarize } from '../../bench/statistics.ts';

const side = (values: readonly number[]) => values.map((time) => ({ values: { time }, loss: 0, versions: {} }));

test('the threads with the least minimum count, with their own median', () => {
  const result = summarize(
    new Map([
      [1, side([3, 2, 9, 4, 5])],
      [2, side([2.5, 2.5, 2.5, 2.5, 2.5])],
    ]),
    'time',
  );
  expect(result).toEqual({ minimum: 2, median: 4, threads: 1 });
});

test('nothing measured is no result', () => {
  expect(summarize(new Map([[1, side([3])]]), 'memory')).toBeNull();
});

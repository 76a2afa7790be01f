/** How far two records of one training lie apart. */
import { expect, test } from 'vitest';
import { compareNumbers } from '../../../main/evaluation/compare-curves.ts';

test('equal bits are equal, NaN and the sign of zero included', () => {
  expect(compareNumbers([1, NaN, -0], [1, NaN, -0])).toEqual({ equal: true, largest: 0, at: null });
  expect(compareNumbers([0], [-0])).toEqual({ equal: false, largest: 0, at: 0 });
});

test('the largest difference and the first place of it are found, over what both have', () => {
  expect(compareNumbers([1, 2, 3, 9], [1, 2.5, 2.5])).toEqual({ equal: false, largest: 0.5, at: 1 });
});

test('a number and what is none are not any distance apart', () => {
  expect(compareNumbers([1, 5, 2], [1.5, Infinity, 2])).toEqual({ equal: false, largest: null, at: 1 });
});

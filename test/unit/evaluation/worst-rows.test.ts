/** Which rows a run is most wrong about. */
import { expect, test } from 'vitest';
import { worstRows } from '../../../main/evaluation/worst-rows.ts';

const classes = {
  kind: 'class' as const,
  classes: ['cat', 'dog'],
  rows: Int32Array.of(4, 9, 1, 7, 3),
  actual: Int32Array.of(0, 1, 0, -1, 1),
  predicted: Int32Array.of(1, 1, 1, 0, 0),
  scores: Float32Array.of(0.75, 0.5, 0.875, 1, 0.75),
};

test('of classes come the wrong ones, the surest first, equals by row; what is unknown is judged by nobody', () => {
  expect(worstRows(classes)).toEqual([
    { row: 1, actual: 'cat', predicted: 'dog', score: 0.875 },
    { row: 3, actual: 'dog', predicted: 'cat', score: 0.75 },
    { row: 4, actual: 'cat', predicted: 'dog', score: 0.75 },
  ]);
});

test('a cell of the confusion matrix has its rows, right ones too; a class alone those of its line', () => {
  const numbers = (cell: Parameters<typeof worstRows>[1]) => worstRows(classes, cell).map(({ row }) => row);
  expect(numbers({ actual: 'cat', predicted: 'dog' })).toEqual([1, 4]);
  expect(numbers({ actual: 'dog', predicted: 'dog' })).toEqual([9]);
  expect(numbers({ predicted: 'dog' })).toEqual([1, 4, 9]);
  expect(numbers({ actual: 'bird' })).toEqual([]);
});

test('of numbers come all, by the distance from what is true; one that is no number is furthest', () => {
  const judged = {
    kind: 'value' as const,
    rows: Int32Array.of(0, 1, 2, 3),
    actual: Float64Array.of(1, 2, Number.NaN, 4),
    predicted: Float64Array.of(1.5, Number.NaN, 3, 1),
  };
  expect(worstRows(judged).map(({ row, predicted }) => [row, predicted])).toEqual([
    [1, Number.NaN],
    [3, 1],
    [0, 1.5],
  ]);
});

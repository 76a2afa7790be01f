/** The test rows judged: what is stored must be numbers, whatever classes there are among them. */
import { expect, test } from 'vitest';
import { testEvaluation } from '../../../main/api/contract/run-types.ts';
import type { PreparedTarget } from '../../../main/datasets/prepared.ts';
import { judgeOutput } from '../../../main/runner/process/test-evaluation.ts';

const target: PreparedTarget = {
  output: null,
  file: 'targets-0.i32',
  kind: 'categorical',
  column: 'letter',
  classes: ['a', 'b', 'c'],
  counts: [2, 2, 2],
};

test('a class that no test row has is in the confusion, and has no recall', () => {
  const stored = Int32Array.of(0, 1, 2, 0, 1);
  const scores = Float32Array.of(0.8, 0.1, 0.1, 0.2, 0.3, 0.5);
  const [judged] = judgeOutput(target, stored, Int32Array.of(3, 4), scores).judged;
  // What crosses to the main process is JSON, and what the window draws has the contract's form.
  const evaluation = testEvaluation.parse(JSON.parse(JSON.stringify(judged?.evaluation)));
  expect(evaluation).toEqual(judged?.evaluation);
  if (evaluation.kind !== 'classification') return expect.fail('not judged as classes');
  const { confusion, recallByClass, accuracy } = evaluation;
  expect(confusion.counts).toEqual([
    [1, 0, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  expect(accuracy.value).toBe(0.5);
  expect(recallByClass.map(({ name, value, count }) => [name, value, count])).toEqual([
    ['a', 1, 1],
    ['b', 0, 1],
  ]);
});

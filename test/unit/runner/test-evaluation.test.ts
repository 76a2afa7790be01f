/** The test rows judged: what is stored must be numbers, whatever classes there are among them. */
import { expect, test } from 'vitest';
import { testEvaluation } from '../../../main/api/contract/run-types.ts';
import type { PreparedManifest, PreparedTarget } from '../../../main/datasets/prepared.ts';
import { judgeOutput, PredictionCollector } from '../../../main/runner/process/test-evaluation.ts';

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
  const collector = new PredictionCollector(
    // Of the manifest only the targets are looked at.
    { targets: [target] } as unknown as PreparedManifest,
    [null],
  );
  // Batch by batch.
  collector.add(0, scores.subarray(0, 3));
  collector.add(0, scores.subarray(3));
  const [predictions] = collector.finish();
  if (predictions === undefined) return expect.fail('nothing was gathered');
  const [judged] = judgeOutput(target, stored, Int32Array.of(3, 4), predictions);
  expect(judged?.rows).toMatchObject({ predicted: Int32Array.of(0, 2), scores: Float32Array.of(0.8, 0.5) });
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

test('of more than 200 classes the commonest mistakes are told in the place of a matrix', () => {
  const classes = Array.from({ length: 5000 }, (_, index) => `t${index}`);
  const many = { ...target, classes, counts: classes.map(() => 1) };
  // 300 rows of t1 taken for t4999, 299 of t2, and so on; every third row of t0 is right.
  const actual = [1, 2, 3].flatMap((token, place) => Array.from({ length: 300 - place }, () => token));
  const stored = Int32Array.from([...actual, 0, 0, 0]);
  const predicted = Int32Array.from(stored, (token, row) => (token === 0 ? row % 3 : 4999));
  const test = Int32Array.from(stored.keys());
  const scores = new Float32Array(stored.length).fill(0.5);
  const [judged] = judgeOutput(many, stored, test, { output: null, predicted, scores });
  const evaluation = testEvaluation.parse(JSON.parse(JSON.stringify(judged?.evaluation)));
  if (evaluation.kind !== 'classification') return expect.fail('not judged as classes');
  expect(evaluation.confusion.counts).toEqual([]);
  expect(evaluation.confusion.mistakes.slice(0, 3)).toEqual([
    { actual: 1, predicted: 4999, count: 300 },
    { actual: 2, predicted: 4999, count: 299 },
    { actual: 3, predicted: 4999, count: 298 },
  ]);
  expect(evaluation.confusion.classes).toHaveLength(5000);
  expect(evaluation.recallByClass.map(({ name, count }) => [name, count])).toEqual([
    ['t1', 300],
    ['t2', 299],
    ['t3', 298],
    ['t0', 3],
  ]);
  expect(evaluation.accuracy.value).toBeCloseTo(1 / 900, 12);
});

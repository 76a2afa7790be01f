/** Ended runs that go back to a checkpoint, or on for more epochs: what is dropped, and what stays. */
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { BugError } from '../../../main/base/errors.ts';
import type { CheckpointRecord } from '../../../main/experiments/records.ts';
import type { ExperimentStore } from '../../../main/experiments/store.ts';
import { createIrisRun, engineStart, openTestStore } from './support.ts';

function checkpoint(epoch: number, reason: CheckpointRecord['reason']): CheckpointRecord {
  return { epoch, reason, file: `epoch-${String(epoch).padStart(6, '0')}.safetensors`, bytes: 100, conditions: {} };
}

/** A completed run of ten epochs with checkpoints of the fifth and the last. */
function completedRun(store: ExperimentStore): string {
  const id = createIrisRun(store);
  store.runs.start(id, engineStart);
  for (let epoch = 1; epoch <= 10; epoch += 1) {
    store.runs.recordEpoch(id, { epoch, metrics: { loss: 1 / epoch }, seconds: epoch, outsideSeconds: epoch / 10 });
  }
  const checkpoints = [checkpoint(5, 'periodic'), checkpoint(10, 'last')];
  store.runs.recordEpoch(id, { epoch: 10, metrics: { loss: 0.1 }, seconds: 10, outsideSeconds: 1, checkpoints });
  store.runs.recordTest(id, { metrics: { loss: 0.2 }, evaluation: {} });
  store.runs.setStatus(id, 'completed');
  return id;
}

test('going back drops later epochs, their checkpoints and the test', () => {
  const { store } = openTestStore();
  const id = completedRun(store);
  expect(store.runs.rewind(id, 5)).toMatchObject({ epochsDone: 5, test: null, outsideSeconds: 1 });
  const run = store.runs.get(id);
  expect(run.checkpoints).toEqual([checkpoint(5, 'periodic')]);
  expect(store.runs.series(id)[0]?.values).toHaveLength(5);
  expect(run.metrics['loss']).toMatchObject({ last: 0.2, bestEpoch: 5 });
  // An epoch that is trained again takes back what was recorded of it.
  store.runs.setStatus(id, 'queued');
  store.runs.start(id, engineStart);
  store.runs.recordEpoch(id, { epoch: 5, metrics: { loss: 3 }, seconds: 11 });
  expect(store.runs.get(id)).toMatchObject({ epochsDone: 5, checkpoints: [], outsideSeconds: null });
});

test('more epochs are part of the experiment from then on, and the test of fewer is gone', () => {
  const { store } = openTestStore();
  const id = completedRun(store);
  const before = store.runs.get(id);
  expect(store.runs.extend(id, 150)).toMatchObject({
    epochsPlanned: 150,
    epochsDone: 10,
    test: null,
    status: 'completed',
  });
  const run = store.runs.get(id);
  expect(run.settings['training.epochs']).toBe(150);
  expect(run.experiment['training']).toMatchObject({ epochs: 150, loss: 'crossEntropy' });
  expect(run.checkpoints).toEqual(before.checkpoints);
  // Runs of the same settings repeat one experiment; it is another one now.
  expect(run.experimentId).not.toBe(before.experimentId);
});

test('epochs that the disk refused are no part of the curves when they are recorded again', () => {
  const { store, file } = openTestStore();
  const id = createIrisRun(store);
  store.runs.start(id, engineStart);
  const epoch = (number: number) => ({ epoch: number, metrics: { loss: 1 / number }, seconds: number });
  store.runs.recordEpoch(id, epoch(1));
  // Whatever refuses the transaction after its points have been written: here a trigger of another connection.
  const other = new BetterSqlite3(file);
  other.exec("CREATE TRIGGER refuse BEFORE UPDATE OF epochs_done ON runs BEGIN SELECT RAISE(ABORT, 'no room'); END");
  expect(() => {
    store.runs.recordEpoch(id, epoch(2));
  }).toThrow('no room');
  other.exec('DROP TRIGGER refuse');
  other.close();
  expect(store.runs.get(id).epochsDone).toBe(1);
  store.runs.recordEpoch(id, epoch(2));
  store.runs.recordEpoch(id, epoch(3));
  const loss = store.runs.series(id).find(({ metric }) => metric === 'loss');
  expect(Array.from(loss?.values ?? [])).toEqual([1, 1 / 2, 1 / 3]);
});

test('a run at work goes neither back nor on', () => {
  const { store } = openTestStore();
  const id = createIrisRun(store);
  store.runs.start(id, engineStart);
  expect(() => store.runs.rewind(id, 1)).toThrow(BugError);
  expect(() => store.runs.extend(id, 200)).toThrow(BugError);
});

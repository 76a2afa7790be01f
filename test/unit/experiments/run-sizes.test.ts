/** What runs take of the disk: counted while they work, measured at their end, found and ordered by queries. */
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { ExperimentStore } from '../../../main/experiments/store.ts';
import { createIrisRun, engineStart, openTestStore } from './support.ts';

const conditions = { graph: 'g' };
/** The seconds trained are a series beside the metrics. */
const seconds = 1;

function train(store: ExperimentStore, id: string, epochs: number, checkpointBytes: number): void {
  store.runs.start(id, engineStart);
  const last = { epoch: epochs, reason: 'last' as const, file: 'last.safetensors', bytes: checkpointBytes, conditions };
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const checkpoints = epoch === epochs ? { checkpoints: [last] } : {};
    store.runs.recordEpoch(id, {
      epoch,
      metrics: { loss: 1 / epoch, val_loss: 2 / epoch },
      seconds: epoch,
      ...checkpoints,
    });
  }
}

describe('the history of a run', () => {
  test('grows by eight bytes for each point while the run is at work', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    const before = store.runs.get(id).disk.history;
    store.runs.recordEpochs(id, [
      { epoch: 1, metrics: { loss: 1, val_loss: 1 }, seconds: 1 },
      { epoch: 2, metrics: { loss: 1 }, seconds: 2 },
    ]);
    expect(store.runs.get(id).disk.history - before).toBe(8 * (3 + seconds * 2));
  });

  test('is measured at its end: every byte of its rows, as they lie in the file', () => {
    const { store, file } = openTestStore();
    const id = createIrisRun(store);
    train(store, id, 1500, 700);
    store.runs.recordTest(id, {
      metrics: { accuracy: 0.5 },
      evaluation: { kind: 'classification' },
      rows: [
        {
          name: null,
          kind: 'class',
          actual: Int32Array.of(1, 2),
          predicted: Int32Array.of(1, 1),
          scores: Float32Array.of(0.5, 0.75),
        },
      ],
    });
    store.runs.log(id, { level: 'info', code: 'runner.started', params: { engine: 'onnxruntime' } });
    store.runs.setStatus(id, 'completed');
    const { disk, bytes } = store.runs.get(id);
    const database = new BetterSqlite3(file, { readonly: true });
    const total = (sql: string): number => Number(database.prepare(sql).pluck().get());
    const points = total('SELECT sum(length("values")) FROM points');
    expect(points).toBe((2 + seconds) * 1500 * 8);
    const texts = total(`SELECT octet_length(experiment) + octet_length(settings) + octet_length(note) FROM runs`);
    const tested = total('SELECT octet_length(metrics) + octet_length(evaluation) FROM evaluations');
    const logged = total('SELECT sum(octet_length(code) + octet_length(params)) FROM run_log');
    database.close();
    expect(disk).toEqual({ checkpoints: 700, files: 0, history: points + 2 * 12 + texts + tested + logged });
    expect(bytes).toBe(disk.checkpoints + disk.history);
  });

  test('shrinks when a run is taken back', () => {
    const { store } = openTestStore();
    const id = createIrisRun(store);
    train(store, id, 100, 700);
    store.runs.setStatus(id, 'stopped');
    const before = store.runs.get(id).disk;
    store.runs.rewind(id, 40);
    expect(store.runs.get(id).disk).toEqual({
      checkpoints: 0,
      files: 0,
      history: before.history - (2 + seconds) * 60 * 8,
    });
  });
});

test('files beside the checkpoints count, and the change is told', () => {
  const { store } = openTestStore();
  const id = createIrisRun(store);
  const told: unknown[] = [];
  store.onChange((change) => told.push(change));
  const before = store.runs.get(id).bytes;
  store.runs.recordFiles(id, 5000);
  expect(store.runs.get(id)).toMatchObject({ bytes: before + 5000, disk: { files: 5000 } });
  expect(told).toEqual([{ kind: 'run', id }]);
});

test('runs are found by size in any unit, and put in its order', () => {
  const { store } = openTestStore();
  const sizes = [3_000_000, 20_000_000, 1_500_000_000];
  const [small = '', middle = '', large = ''] = sizes.map((bytes, seed) => {
    const id = createIrisRun(store, seed);
    store.runs.recordFiles(id, bytes);
    return id;
  });
  const find = (where: string): string[] => store.runs.find({ where, sort: { field: 'size', direction: 'up' } });
  expect(find('')).toEqual([small, middle, large]);
  expect(find('size > 10 MB')).toEqual([middle, large]);
  expect(find('size > 10MiB and size <= 1.6GB')).toEqual([middle, large]);
  expect(find('bytes < 4000 kB')).toEqual([small]);
  expect(find('size in (1 TB, 2 TB)')).toEqual([]);
  expect(store.runs.check('size > 10485760 and size < 1.5 GB')).toEqual([
    { field: 'size', operator: '>', value: '10485760' },
    { field: 'size', operator: '<', value: '1500 MB' },
  ]);
});

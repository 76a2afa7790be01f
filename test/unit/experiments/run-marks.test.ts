/** What is said of many runs at once, and what it leaves alone. */
import { expect, test } from 'vitest';
import type { ExperimentStore } from '../../../main/experiments/store.ts';
import { createIrisRun, engineStart, irisDataset, irisExperiment, openTestStore } from './support.ts';

/** Two that have ended, one that waits. */
function fill(store: ExperimentStore): [string, string, string] {
  const [first, second, waiting] = [1, 2, 3].map((seed) => createIrisRun(store, seed)) as [string, string, string];
  for (const id of [first, second]) {
    store.runs.start(id, engineStart);
    store.runs.setStatus(id, 'completed');
  }
  return [first, second, waiting];
}

test('stars and tags are said of any run, in one commit that tells each', () => {
  const { store } = openTestStore();
  const ids = fill(store);
  store.runs.update(ids[0], { tags: ['old', 'kept'] });
  const told: unknown[] = [];
  store.onChange((change) => told.push(change));
  const marks = { starred: true, addTags: [' paper  fig ', 'kept', ''], removeTags: ['old', 'never there'] };
  expect(store.runs.mark(ids, marks)).toEqual({ changed: ids, atWork: [] });
  expect(ids.map((id) => store.runs.get(id)).map(({ starred, tags }) => [starred, tags])).toEqual(
    ids.map(() => [true, ['kept', 'paper fig']]),
  );
  expect(told).toEqual(ids.map((id) => ({ kind: 'run', id })));
  store.runs.mark(ids, { starred: false });
  expect(store.runs.get(ids[2]).starred).toBe(false);
});

test('a run at work is neither archived nor removed, and named; the others are', () => {
  const { store, clock } = openTestStore();
  const ids = fill(store);
  const left = [{ id: ids[2], name: 'iris-3' }];
  expect(store.runs.mark(ids, { archived: true })).toEqual({ changed: ids.slice(0, 2), atWork: left });
  expect(store.runs.list().map(({ id }) => id)).toEqual([ids[2]]);
  expect(store.runs.countArchived()).toBe(2);
  clock.now += 5000;
  // Archived again, it is archived since the first time.
  store.runs.mark([ids[0]], { archived: true });
  expect(store.runs.mark(ids, { archived: false })).toEqual({ changed: ids, atWork: [] });
  expect(store.runs.removeAll(ids)).toEqual({ changed: ids.slice(0, 2), atWork: left });
  expect(store.runs.removeAll(ids).changed).toEqual([]);
  expect(store.runs.restoreAll(ids)).toEqual(ids.slice(0, 2));
  expect(store.runs.list()).toHaveLength(3);
});

test('what is usual follows runs that are removed and restored together', () => {
  const { store } = openTestStore();
  store.datasets.insert(irisDataset);
  const make = (seed: number, units: number): string => {
    const { id } = store.runs.create({
      datasetId: 'd1',
      experiment: irisExperiment(seed, units),
      seed,
      epochsPlanned: 1,
    });
    store.runs.setStatus(id, 'stopped');
    return id;
  };
  const wide = [1, 2, 3].map((seed) => make(seed, 64));
  make(4, 16);
  const units = (): unknown => store.runs.usual('d1').settings['model.layers[0].units'];
  expect(units()).toBe(64);
  store.runs.removeAll(wide);
  expect([units(), store.runs.usual('d1').runs]).toEqual([16, 1]);
  store.runs.restoreAll(wide);
  expect([units(), store.runs.usual('d1').runs]).toEqual([64, 4]);
});

test('one that is not there stops all of it', () => {
  const { store } = openTestStore();
  const [first] = fill(store);
  expect(() => store.runs.mark([first, 'nobody'], { starred: true })).toThrow('experiments.runNotFound');
  expect(store.runs.get(first).starred).toBe(false);
});

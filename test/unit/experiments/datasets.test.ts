/** Data sets and settings in the store. */
import { expect, test } from 'vitest';
import { createIrisRun, irisDataset, openTestStore } from './support.ts';

test('a data set comes back as given, by id, name and beginning of its id', () => {
  const { store, clock } = openTestStore();
  clock.now = 5;
  const summary = store.datasets.insert({ ...irisDataset, id: 'abcdef' });
  const { detail, ...rest } = irisDataset;
  expect(summary).toEqual({
    ...rest,
    id: 'abcdef',
    createdAt: 5,
    note: '',
    runCount: 0,
    removedAt: null,
    previousId: null,
  });
  for (const reference of ['abcdef', 'iris', 'abc'])
    expect(store.datasets.get(reference)).toEqual({ ...summary, detail });
  expect(() => store.datasets.get('nothing')).toThrow('experiments.datasetNotFound');
  store.datasets.insert({ ...irisDataset, id: 'abcxyz' });
  expect(() => store.datasets.get('abc')).toThrow('experiments.datasetAmbiguous');
  expect(() => store.datasets.get('')).toThrow('experiments.datasetNotFound');
});

test('names are free of each other: insert numbers, rename refuses, restore numbers', () => {
  const { store } = openTestStore();
  store.datasets.insert({ ...irisDataset, id: 'a' });
  expect(store.datasets.insert({ ...irisDataset, id: 'b' }).name).toBe('iris-2');
  expect(() => store.datasets.update('b', { name: 'iris' })).toThrow('experiments.nameTaken');
  store.datasets.remove('a');
  expect(store.datasets.update('b', { name: ' 鸢尾花  数据 ' }).name).toBe('鸢尾花 数据');
  expect(store.datasets.update('b', { name: 'iris', note: 'kept' })).toMatchObject({ name: 'iris', note: 'kept' });
  expect(store.datasets.get('b').note).toBe('kept');
  expect(store.datasets.restore('a').name).toBe('iris-2');
});

test('a removed data set is hidden and no longer found by content, and its runs still read', () => {
  const { store } = openTestStore();
  const run = createIrisRun(store);
  expect(store.datasets.findByHash(irisDataset.hash)?.runCount).toBe(1);
  store.datasets.remove('d1');
  expect(store.datasets.list()).toEqual([]);
  expect(store.datasets.findByHash(irisDataset.hash)).toBeUndefined();
  expect(store.runs.get(run).dataset.name).toBe('iris');
  store.datasets.restore('d1');
  expect(store.datasets.list()).toHaveLength(1);
});

test('versions are a line, found from each of them, and never a circle', () => {
  const { store, clock } = openTestStore();
  const make = (id: string, kind: 'table' | 'images' = 'table'): string => {
    clock.now += 1;
    return store.datasets.insert({ ...irisDataset, id, kind, hash: id.padEnd(64, '0') }).id;
  };
  const [first, second, third, other] = [make('v1'), make('v2'), make('v3'), make('other')];
  const pictures = make('pictures', 'images');
  store.datasets.update(second, { previousId: first });
  expect(store.datasets.update(third, { previousId: second }).previousId).toBe(second);
  for (const id of [first, second, third]) {
    expect(store.datasets.versions(id).map((version) => version.id)).toEqual(['v1', 'v2', 'v3']);
  }
  expect(store.datasets.versions(other).map(({ id }) => id)).toEqual(['other']);
  expect(() => store.datasets.update(first, { previousId: third })).toThrow('experiments.versionCircle');
  expect(() => store.datasets.update(first, { previousId: first })).toThrow('experiments.versionCircle');
  expect(() => store.datasets.update(first, { previousId: pictures })).toThrow('experiments.versionKind');
  // A removed one stays in the line, and one forgotten for good leaves it.
  store.datasets.remove(first);
  expect(store.datasets.versions(third)).toHaveLength(3);
  store.datasets.discard(second);
  expect(store.datasets.versions(third).map(({ id }) => id)).toEqual(['v3']);
  // Other changes leave it as it is, and null takes it away.
  store.datasets.update(other, { previousId: third });
  expect(store.datasets.update(other, { note: 'more rows' }).previousId).toBe(third);
  expect(store.datasets.update(other, { previousId: null }).previousId).toBeNull();
});

test('one that was never used can be forgotten; one with runs cannot', () => {
  const { store } = openTestStore();
  store.datasets.insert({ ...irisDataset, id: 'a' });
  store.datasets.insert(irisDataset);
  const run = store.runs.create({ datasetId: 'd1', experiment: {}, seed: 0, epochsPlanned: 1 });
  store.datasets.remove('d1');
  expect([...store.datasets.ids()]).toEqual(['a', 'd1']);
  store.datasets.discard('a');
  expect([...store.datasets.ids()]).toEqual(['d1']);
  expect(() => {
    store.datasets.discard('d1');
  }).toThrow('FOREIGN KEY');
  expect(store.runs.get(run.id).dataset.id).toBe('d1');
});

test('settings keep JSON values', () => {
  const { store } = openTestStore();
  expect(store.settings.get('window')).toBeUndefined();
  store.settings.set('window', { width: 1440, maximized: false });
  store.settings.set('window', [1, null, '中']);
  expect(store.settings.get('window')).toEqual([1, null, '中']);
});

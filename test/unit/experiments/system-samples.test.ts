/** Samples of the machine in the store: in order, over many blobs, told after the commit. */
import { expect, test } from 'vitest';
import type { StoreChange, SystemSample } from '../../../main/experiments/records.ts';
import { irisDataset, irisExperiment, openTestStore } from './support.ts';

function sample(index: number): SystemSample {
  const odd = index % 2 === 1;
  return {
    at: 1_700_000_000_000 + index * 1000,
    epoch: odd ? index / 3 : null,
    processor: 0.25,
    memory: 2 ** 31 + index,
    peak: 2 ** 32 + index,
    rowsPerSecond: odd ? null : 1e7 / 3,
    gpu: odd ? 0.5 : null,
    gpuMemory: null,
  };
}

test('samples come back as they were given, from wherever they are asked for', () => {
  const { store } = openTestStore();
  store.datasets.insert(irisDataset);
  const { id } = store.runs.create({ datasetId: 'd1', experiment: irisExperiment(3), seed: 3, epochsPlanned: 100 });
  expect(store.runs.samples(id)).toEqual([]);
  const heard: StoreChange[] = [];
  store.onChange((change) => heard.push(change));
  const all = Array.from({ length: 600 }, (_, index) => sample(index));
  for (const one of all) store.runs.recordSample(id, one);
  expect(store.runs.samples(id)).toEqual(all);
  for (const from of [1, 255, 256, 511, 512, 599]) expect(store.runs.samples(id, from)).toEqual(all.slice(from));
  expect(store.runs.samples(id, 600)).toEqual([]);
  expect(heard.map((change) => change.kind === 'sample' && change.index)).toEqual(all.map((_, index) => index));
});

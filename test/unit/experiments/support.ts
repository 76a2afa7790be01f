/** Stores in throw-away folders, with a clock and ids that a test can foresee. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../../main/experiments/open-store.ts';
import type { JsonObject, NewDataset } from '../../../main/experiments/records.ts';
import type { ExperimentStore } from '../../../main/experiments/store.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'athanor-store-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface TestStore {
  readonly store: ExperimentStore;
  readonly file: string;
  /** The clock; tests move it. */
  readonly clock: { now: number };
}

export function openTestStore(file = join(temporaryFolder(), 'athanor.db')): TestStore {
  const clock = { now: 1_760_000_000_000 };
  let count = 0;
  const store = openStore(file, { now: () => clock.now, newId: () => `id${String(++count).padStart(4, '0')}` });
  onTestFinished(() => {
    store.close();
  });
  return { store, file, clock };
}

export const irisDataset: NewDataset = {
  id: 'd1',
  name: 'iris',
  kind: 'table',
  rows: 150,
  columns: 5,
  bytes: 4000,
  hash: 'a'.repeat(64),
  sourceName: 'iris.csv',
  warningCount: 0,
  detail: { options: { delimiter: ',' }, profile: [] },
};

export function irisExperiment(seed = 0, units = 64): JsonObject {
  return {
    athanor: 1,
    name: 'iris',
    data: { kind: 'table', path: 'iris.csv', target: 'species', features: 'all', split: { test: 0.2, seed: 42 } },
    model: { layers: [{ type: 'dense', units, activation: 'relu' }] },
    training: { loss: 'crossEntropy', epochs: 100, metrics: ['accuracy', 'f1'], seed },
  };
}

/** A queued iris run; the data set is inserted with the first. */
export function createIrisRun(store: ExperimentStore, seed = 0, units = 64, name?: string): string {
  if (store.datasets.list().length === 0) store.datasets.insert(irisDataset);
  const experiment = irisExperiment(seed, units);
  const wished = name === undefined ? {} : { name };
  return store.runs.create({ datasetId: 'd1', experiment, seed, epochsPlanned: 100, ...wished }).id;
}

export const engineStart = { engine: 'onnxruntime', device: 'cpu', versions: { athanor: '0.1.0' } };

/** Runs made from runs: the line they come from, what each changed, and who comes after. */
import { describe, expect, test } from 'vitest';
import { settingChanges } from '../../../main/experiments/run-family.ts';
import type { JsonObject } from '../../../main/experiments/records.ts';
import { createIrisRun, irisDataset, irisExperiment, openTestStore } from './support.ts';

const withTraining = (settings: JsonObject): JsonObject => {
  const experiment = irisExperiment();
  return { ...experiment, training: { ...(experiment['training'] as JsonObject), ...settings } };
};

describe('a family', () => {
  test('is the line of parents with what each step changed, and the children, newest first', () => {
    const { store } = openTestStore();
    const first = createIrisRun(store);
    const make = (parentId: string, experiment: JsonObject): string =>
      store.runs.create({ datasetId: 'd1', experiment, seed: 0, epochsPlanned: 100, parentId }).id;
    const second = make(first, withTraining({ epochs: 50 }));
    const third = make(second, withTraining({ epochs: 50, loss: 'focal' }));
    const repeat = make(second, withTraining({ epochs: 50 }));
    expect(store.runs.get(third).parentId).toBe(second);
    expect(store.runs.get(first).parentId).toBeNull();
    expect(store.runs.family(third)).toEqual({
      ancestors: [
        {
          id: second,
          name: 'iris-2',
          isRemoved: false,
          changes: [{ path: 'training.loss', before: 'crossEntropy', after: 'focal' }],
        },
        { id: first, name: 'iris-1', isRemoved: false, changes: [{ path: 'training.epochs', before: 100, after: 50 }] },
      ],
      children: [],
    });
    const { children } = store.runs.family(second);
    expect(children.map(({ id, changes }) => [id, changes.map(({ path }) => path)])).toEqual([
      [repeat, []],
      [third, ['training.loss']],
    ]);
    expect(store.runs.find({ where: 'parent = "iris-2"' })).toEqual([repeat, third]);
    expect(store.runs.find({ where: 'parent is missing' })).toEqual([first]);
  });

  test('keeps a removed parent and drops removed children', () => {
    const { store } = openTestStore();
    const first = createIrisRun(store);
    const child = store.runs.create({
      datasetId: 'd1',
      experiment: irisExperiment(),
      seed: 0,
      epochsPlanned: 100,
      parentId: first,
    }).id;
    store.runs.setStatus(first, 'stopped');
    store.runs.remove(first);
    expect(store.runs.family(child).ancestors).toEqual([{ id: first, name: 'iris-1', isRemoved: true, changes: [] }]);
    store.runs.setStatus(child, 'stopped');
    store.runs.remove(child);
    store.runs.restore(first);
    expect(store.runs.family(first).children).toEqual([]);
  });

  test('says that the data is another', () => {
    const { store } = openTestStore();
    const first = createIrisRun(store);
    store.datasets.insert({ ...irisDataset, id: 'd2', name: 'iris, cleaned', hash: 'b'.repeat(64) });
    const { id } = store.runs.create({
      datasetId: 'd2',
      experiment: irisExperiment(),
      seed: 0,
      epochsPlanned: 100,
      parentId: first,
    });
    expect(store.runs.family(id).ancestors[0]?.changes).toEqual([
      { path: 'data', before: 'iris', after: 'iris, cleaned' },
    ]);
  });
});

describe('changes of settings', () => {
  test('a layer put in is one change of the model, not one of every layer after it', () => {
    const dense = (units: number): JsonObject => ({ type: 'dense', units, activation: 'relu' });
    const before = { ...irisExperiment(), model: { layers: [dense(8), dense(3)] } };
    const after = { ...irisExperiment(), model: { layers: [dense(8), { type: 'dropout', rate: 0.5 }, dense(3)] } };
    expect(settingChanges(before, after)).toEqual([
      { path: 'model', before: 'dense 8 → dense 3', after: 'dense 8 → dropout → dense 3' },
    ]);
  });

  test('an option inside a layer is told by its path', () => {
    const model = (activation: string): JsonObject => ({ layers: [{ type: 'dense', units: 8, activation }] });
    expect(
      settingChanges({ ...irisExperiment(), model: model('relu') }, { ...irisExperiment(), model: model('tanh') }),
    ).toEqual([{ path: 'model.layers[0].activation', before: 'relu', after: 'tanh' }]);
  });

  test('options of a kind that the other side does not have go without saying; names and places say nothing', () => {
    const before = withTraining({ optimizer: { type: 'adam', beta1: 0.9 } });
    const after = { ...withTraining({ optimizer: { type: 'sgd', momentum: 0.5 } }), name: 'other' };
    expect(settingChanges(before, after)).toEqual([{ path: 'training.optimizer.type', before: 'adam', after: 'sgd' }]);
  });
});

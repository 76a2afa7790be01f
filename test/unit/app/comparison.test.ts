/** Two runs of a store beside each other: their test rows with the rows' own values, and why there are none. */
import { expect, test } from 'vitest';
import { rowsComparison } from '../../../main/api/contract/comparison-types.ts';
import { createComparisonService } from '../../../main/app/comparison-service.ts';
import type { ExperimentStore, RunTable } from '../../../main/experiments/store.ts';
import { createIrisRun, irisDataset, openTestStore, temporaryFolder } from '../experiments/support.ts';

const evaluation = {
  kind: 'classification',
  confusion: { classes: ['setosa', 'virginica'], counts: [] },
  accuracy: { value: 0.5, low: 0, high: 1, count: 3 },
  recallByClass: [],
};

function tested(store: ExperimentStore, id: string, test: number[], predicted: number[]): void {
  store.runs.recordSplit(id, { train: Int32Array.of(), validation: Int32Array.of(), test: Int32Array.from(test) });
  const scores = Float32Array.from(predicted, () => 0.75);
  const actual = Int32Array.from(test, (row) => row % 2);
  const rows: Parameters<RunTable['recordTest']>[1]['rows'] = [
    { name: null, kind: 'class', actual, predicted: Int32Array.from(predicted), scores },
  ];
  store.runs.recordTest(id, { metrics: {}, evaluation, rows });
}

function service(store: ExperimentStore) {
  const asked: (readonly number[])[] = [];
  const comparison = createComparisonService({
    dataFolder: temporaryFolder(),
    store,
    cells: (_, rows) => {
      asked.push(rows);
      return Promise.resolve({ columns: ['length'], rows: rows.map((row) => [String(row)]) });
    },
  });
  return { comparison, asked };
}

const page = { group: 'left', offset: 0, limit: 10 } as const;

test('rows are found by their number, whatever order they were drawn in', async () => {
  const { store } = openTestStore();
  const [left, right] = [createIrisRun(store, 0), createIrisRun(store, 1)];
  tested(store, left, [3, 4, 7], [1, 0, 1]);
  tested(store, right, [7, 3, 4], [1, 0, 1]);
  const { comparison, asked } = service(store);
  const found = await comparison.rows({ left, right, ...page });
  expect(rowsComparison.parse(found)).toMatchObject({
    kind: 'class',
    common: 3,
    counts: { left: 2, right: 0, both: 1, neither: 0 },
    p: 0.5,
    rows: [
      { row: 3, actual: 'virginica', left: 'virginica', right: 'setosa' },
      { row: 4, actual: 'setosa', left: 'setosa', right: 'virginica' },
    ],
    cells: { columns: ['length'], rows: [['3'], ['4']] },
  });
  expect((await comparison.rows({ left, right, ...page, offset: 1, limit: 1 })).rows.map(({ row }) => row)).toEqual([
    4,
  ]);
  expect(asked).toEqual([[3, 4], [4]]);
});

test('why there is nothing to compare is said', async () => {
  const { store } = openTestStore();
  const [first, second, third] = [createIrisRun(store, 0), createIrisRun(store, 1), createIrisRun(store, 2)];
  tested(store, first, [3], [1]);
  tested(store, second, [5], [1]);
  store.runs.recordTest(third, { metrics: {}, evaluation });
  store.datasets.insert({ ...irisDataset, id: 'd2', name: 'other', hash: 'b'.repeat(64) });
  const { experiment } = store.runs.get(first);
  const fourth = store.runs.create({ datasetId: 'd2', experiment, seed: 0, epochsPlanned: 1 }).id;
  const data = { ...(experiment['data'] as object), target: 'size' };
  const fifth = store.runs.create({
    datasetId: 'd1',
    experiment: { ...experiment, data },
    seed: 0,
    epochsPlanned: 1,
  }).id;
  tested(store, fifth, [3], [1]);
  const { comparison } = service(store);
  const asked = (right: string) => comparison.rows({ left: first, right, ...page });
  await expect(asked(second)).rejects.toMatchObject({ code: 'comparison.nothingCommon' });
  await expect(asked(third)).rejects.toMatchObject({ code: 'comparison.noRows', params: { run: 'iris-3' } });
  await expect(asked(fourth)).rejects.toMatchObject({ code: 'comparison.otherData' });
  await expect(asked(fifth)).rejects.toMatchObject({ code: 'comparison.otherTarget', params: { rightTarget: 'size' } });
});

test('models are compared without shapes where a run has not begun', async () => {
  const { store } = openTestStore();
  const [left, right] = [createIrisRun(store, 0, 64), createIrisRun(store, 0, 32)];
  const { comparison } = service(store);
  const { layers, leftParameters } = await comparison.models(left, right);
  expect(layers.map(({ kind }) => kind)).toEqual(['same', 'changed']);
  expect(layers[1]).toMatchObject({
    settings: [{ name: 'units', left: '64', right: '32' }],
    left: { parameters: null },
  });
  expect(leftParameters).toBeNull();
});

/** Runs gathered by a field: which, how many, with what mean; and the query of each group finds its runs. */
import { describe, expect, test } from 'vitest';
import type { ExperimentStore } from '../../../../main/experiments/store.ts';
import { createIrisRun, engineStart, irisDataset, irisExperiment, openTestStore } from '../support.ts';

/** Readings by units: 16 and 64 differ by chance, 8 is worse, one of 32 alone, and one that never ran. */
const readings: readonly (readonly [units: number, accuracy: number | null])[] = [
  [16, 0.9],
  [16, 0.92],
  [16, 0.94],
  [64, 0.91],
  [64, 0.9],
  [64, 0.92],
  [8, 0.5],
  [8, 0.52],
  [8, 0.51],
  [32, 0.7],
  [64, null],
];

function fill(store: ExperimentStore): string[] {
  return readings.map(([units, accuracy], index) => {
    const id = createIrisRun(store, index, units);
    if (accuracy !== null) {
      store.runs.start(id, engineStart);
      store.runs.recordEpoch(id, { epoch: 1, metrics: { val_accuracy: accuracy, loss: 1 - accuracy }, seconds: 1 });
      store.runs.setStatus(id, 'completed');
    } else store.runs.setStatus(id, 'stopped');
    return id;
  });
}

const units = '`model.layers[0].units`';

describe('groups', () => {
  test('have the mean of the reading, its interval, the best run, and tie where they cannot be told apart', () => {
    const { store } = openTestStore();
    const ids = fill(store);
    const groups = store.runs.groups({ by: units, of: 'val_accuracy' });
    expect(groups.map(({ value, runs, readings: count, tie }) => [value, runs, count, tie])).toEqual([
      [16, 3, 3, false],
      [64, 4, 3, true],
      // One reading says nothing of how much readings differ.
      [32, 1, 1, null],
      [8, 3, 3, false],
    ]);
    const [first, , alone] = groups;
    expect(first?.mean).toBeCloseTo(0.92, 12);
    // 0.92 ± 4.302653 · 0.02 / √3
    expect(first?.high).toBeCloseTo(0.92 + (4.302653 * 0.02) / Math.sqrt(3), 6);
    expect([first?.best, first?.bestRun]).toEqual([0.94, ids[2]]);
    expect([alone?.mean, alone?.low, alone?.high]).toEqual([0.7, null, null]);
  });

  test('of a loss the lowest mean comes first, and the query narrows what is gathered', () => {
    const { store } = openTestStore();
    fill(store);
    const groups = store.runs.groups({ by: units, of: 'loss', where: 'val_accuracy < 0.8' });
    expect(groups.map(({ value }) => value)).toEqual([32, 8]);
  });

  test.each([
    units,
    'dataset',
    'experiment',
    'model',
    'tag',
    'created',
    'starred',
    'status',
    '`training.loss`',
    'note',
  ])('by %s: the query of each finds as many runs as it has', (by) => {
    const { store, clock } = openTestStore();
    const ids = fill(store);
    clock.now += 3 * 86_400_000;
    createIrisRun(store, 99, 16);
    store.runs.update(ids[0] ?? '', { tags: ['a "b"', 'c'], starred: true, note: '2026-01-31' });
    store.runs.update(ids[1] ?? '', { tags: ['c'] });
    const groups = store.runs.groups({ by });
    expect(groups.length).toBeGreaterThan(0);
    for (const { where, runs } of groups) expect([where, store.runs.find({ where }).length]).toEqual([where, runs]);
  });

  test('runs of one experiment are its seeds', () => {
    const { store } = openTestStore();
    fill(store);
    expect(
      store.runs
        .groups({ by: 'experiment' })
        .map(({ runs }) => runs)
        .sort(),
    ).toEqual([1, 3, 3, 4]);
  });
});

describe('the archive', () => {
  test('keeps runs out of every list that does not ask for it', () => {
    const { store } = openTestStore();
    store.datasets.insert(irisDataset);
    const [first, second] = [1, 2].map(
      (seed) => store.runs.create({ datasetId: 'd1', experiment: irisExperiment(seed), seed, epochsPlanned: 1 }).id,
    );
    expect(() => store.runs.update(first ?? '', { archived: true })).toThrow('experiments.runAtWork');
    store.runs.setStatus(first ?? '', 'stopped');
    expect(store.runs.update(first ?? '', { archived: true }).archived).toBe(true);
    expect(store.runs.list().map(({ id }) => id)).toEqual([second]);
    expect(store.runs.countByStatus()).toEqual({ queued: 1 });
    expect(store.runs.find({})).toEqual([second]);
    expect(store.runs.find({ where: 'archived' })).toEqual([first]);
    expect(store.runs.find({ where: 'not archived' })).toEqual([second]);
    expect(store.runs.find({ where: 'seed > 0 and (archived or not archived)' })).toEqual([second, first]);
    expect(store.runs.groups({ by: 'seed' }).map(({ value }) => value)).toEqual([2]);
    // By id it is there as ever.
    expect(store.runs.rows([first ?? ''], {})).toHaveLength(1);
    store.runs.update(first ?? '', { archived: false });
    expect(store.runs.find({})).toEqual([second, first]);
  });
});

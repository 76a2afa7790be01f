/** The comparison's tables: settings that differ, and results that are ties only where the same rows were judged. */
import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../../main/api/contract/index.ts';
import { I18n } from '../../../renderer/i18n.svelte.ts';
import { differingSettings, resultRows, settingRows } from '../../../renderer/views/compare/compare-rows.ts';
import { letterOf } from '../../../renderer/views/compare/letters.ts';
import { makeRun } from './make-run.ts';

const i18n = new I18n('en');
const settings = { 'data.target': 'species', 'data.split.seed': 42, 'training.batchSize': 32 };

function tested(id: string, accuracy: readonly [number, number, number], parts = {}) {
  const [value, low, high] = accuracy;
  const run = makeRun({ id, settings, test: { accuracy: value, loss: 0.1 }, ...parts });
  const detail: RunDetail = {
    ...run,
    experiment: {},
    rowCounts: null,
    evaluation: {
      kind: 'classification',
      confusion: { classes: [], counts: [], mistakes: [] },
      accuracy: { value, low, high, count: 30 },
      recallByClass: [],
    },
    checkpoints: [],
    disk: { checkpoints: 0, files: 0, history: 0 },
    versions: {},
    log: [],
  };
  return { run, detail };
}

describe('comparison tables', () => {
  it('marks what is unlike the reference', () => {
    const runs = [
      makeRun({ id: 'a', settings }),
      makeRun({ id: 'b', settings: { ...settings, 'training.batchSize': 8 } }),
    ];
    expect(differingSettings(runs)).toEqual(['training.batchSize']);
    const [reference] = runs;
    if (reference === undefined) throw new Error('no run');
    expect(settingRows(runs, reference, ['training.batchSize'])).toEqual([
      {
        name: 'training.batchSize',
        cells: [
          { text: '32', differs: false },
          { text: '8', differs: true },
        ],
      },
    ]);
  });

  it('calls a tie what thirty rows cannot tell apart, and never compares different rows', () => {
    const all = [
      tested('a', [0.9667, 0.8333, 0.9941]),
      tested('b', [1, 0.8865, 1]),
      tested('c', [0.3, 0.1666, 0.4788]),
      tested('d', [0.3, 0.1666, 0.4788], { settings: { ...settings, 'data.split.seed': 7 } }),
      tested('e', [0.3, 0.1666, 0.4788], { dataset: { id: 'x', name: 'x', hash: 'other' } }),
    ];
    const details = new Map(all.map(({ detail }) => [detail.id, detail]));
    const runs = all.map(({ run }) => run);
    const [reference] = runs;
    if (reference === undefined) throw new Error('no run');
    const rows = resultRows(i18n, runs, reference, 'test', (id) => details.get(id), 'A');
    expect(rows.map(({ name }) => name)).toEqual(['test_accuracy', 'test_loss']);
    expect(rows[0]?.cells.map(({ tie, differs }) => ({ tie, differs }))).toEqual([
      { tie: undefined, differs: false },
      { tie: true, differs: false },
      { tie: false, differs: true },
      { tie: undefined, differs: false },
      { tie: undefined, differs: false },
    ]);
  });

  it('calls runs by letters beyond the alphabet', () => {
    expect([0, 25, 26, 53].map(letterOf)).toEqual(['A', 'Z', 'A2', 'B3']);
  });
});

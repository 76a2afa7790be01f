/** Columns of the table of runs: chosen, in order, pinned, with the values of their fields, and sorted by them. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { I18n } from '../../../renderer/i18n.svelte.ts';
import {
  columnMetrics,
  columnSort,
  plainCell,
  runColumns,
  wideColumns,
} from '../../../renderer/views/experiments/run-columns.ts';
import { fieldId, fieldLabel, fieldOf, fieldValue } from '../../../renderer/views/experiments/run-fields.ts';
import { RunTableColumns } from '../../../renderer/views/experiments/run-table-columns.svelte.ts';
import { makeRun } from './make-run.ts';

const summary = (best: number | null) => ({ last: 0.5, min: 0.25, max: 0.75, best, bestEpoch: best === null ? 0 : 7 });
const runs = [
  makeRun({ id: 'a', metrics: { 'a:b': summary(0.3) }, settings: { 'training.batchSize': 32 }, test: { 'a:b': 0.1 } }),
  makeRun({ id: 'b', metrics: { 'a:b': summary(0.9) }, settings: { 'training.batchSize': 'all' }, test: null }),
  makeRun({ id: 'c', metrics: {}, settings: {}, test: null }),
];

describe('fields', () => {
  test('are what their ids say', () => {
    for (const reading of ['best', 'last', 'min', 'max', 'epoch', 'test'] as const) {
      const field = { kind: 'metric' as const, name: 'a:b', reading };
      expect(fieldOf(fieldId(field))).toEqual(field);
    }
    const setting = { kind: 'setting' as const, path: 'training.batchSize' };
    expect(fieldOf(fieldId(setting))).toEqual(setting);
    expect(fieldLabel(setting)).toBe('batchSize');
    expect([fieldOf('name'), fieldOf('=worst:loss'), fieldOf('=')]).toEqual([null, null, null]);
  });

  test('read a run, null where it has none', () => {
    const read = (id: string): unknown[] => {
      const field = fieldOf(id);
      return field === null ? [] : runs.map((run) => fieldValue(run, field));
    };
    expect(read('=best:a:b')).toEqual([0.3, 0.9, null]);
    expect(read('=min:a:b')).toEqual([0.25, 0.25, null]);
    expect(read('=epoch:a:b')).toEqual([7, 7, null]);
    expect(read('=test:a:b')).toEqual([0.1, null, null]);
    expect(read('=setting:training.batchSize')).toEqual([32, 'all', null]);
  });

  test('sort as a query calls them, and not at all where no run has them', () => {
    const names = { metrics: ['a:b', 'val_loss'], tests: ['loss'], settings: ['training.batchSize'] };
    const sort = (id: string, at: 'best' | 'test' = 'best') =>
      columnSort({ id, direction: 'up' }, names, 'a:b', at)?.field ?? null;
    expect(sort('=epoch:a:b')).toBe('epoch(`a:b`)');
    expect(sort('=setting:training.batchSize')).toBe('`training.batchSize`');
    expect(sort('=setting:gone')).toBeNull();
    expect([sort('metric'), sort('metric', 'test')]).toEqual(['best(`a:b`)', null]);
    expect([sort('valLoss'), sort('valLoss', 'test')]).toEqual(['best(`val_loss`)', 'test(`loss`)']);
    expect([sort('time'), sort('differs'), sort('tags')]).toEqual(['seconds', null, null]);
    // Newest first is how runs come; stars come first when their column points up.
    expect(columnSort({ id: 'when', direction: 'down' }, names, null, 'best')).toBeNull();
    expect(columnSort({ id: 'star', direction: 'up' }, names, null, 'best')).toEqual({
      field: 'starred',
      direction: 'down',
    });
  });

  test('ask rows for the metrics that they show', () => {
    expect(columnMetrics(['name', 'metric', 'valLoss', '=last:x', '=min:x', '=setting:y'], 'a:b')).toEqual([
      'a:b',
      'val_loss',
      'x',
    ]);
  });

  test('say themselves in cells', () => {
    const i18n = new I18n('en');
    const [run] = runs;
    if (run === undefined) throw new Error('no run');
    expect(plainCell(i18n, run, '=best:a:b')).toBe('0.3000');
    expect(plainCell(i18n, run, '=epoch:a:b')).toBe('7');
    expect(plainCell(i18n, run, '=setting:training.batchSize')).toBe('32');
    expect(plainCell(i18n, run, '=last:gone')).toBe('–');
  });
});

describe('the choice', () => {
  const stored = new Map<string, string>();
  beforeEach(() => {
    stored.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    });
  });

  test('is remembered, pinned columns first, widths within bounds', () => {
    const choice = new RunTableColumns();
    expect(choice.chosen).toBeNull();
    choice.set([
      { id: '=best:loss', pixels: 100, pinned: false },
      { id: 'name', pixels: 200, pinned: true },
    ]);
    choice.resize('name', 5);
    const again = new RunTableColumns().chosen;
    expect(again?.map(({ id, pixels }) => [id, pixels])).toEqual([
      ['name', 40],
      ['=best:loss', 100],
    ]);
    choice.set(null);
    expect(new RunTableColumns().chosen).toBeNull();
  });

  test('that was spoilt outside is forgotten', () => {
    for (const text of ['{', '[]', '[{"id":1}]']) {
      stored.set('athanor.experiments.columns', text);
      expect(new RunTableColumns().chosen).toBeNull();
    }
  });

  test('makes a wide table: marks first, what is no longer there left out', () => {
    const own = runColumns(new I18n('en'), 'val_loss');
    const columns = wideColumns(own, [
      { id: 'name', pixels: 300, pinned: true },
      { id: 'gone', pixels: 100, pinned: false },
      { id: '=last:loss', pixels: 90, pinned: false },
    ]);
    expect(columns.map(({ id, pixels, pinned }) => [id, pixels, pinned])).toEqual([
      ['pick', 40, true],
      ['star', 34, true],
      ['name', 300, true],
      ['=last:loss', 90, false],
    ]);
    expect(columns.at(-1)?.label).toBe('last loss');
  });
});

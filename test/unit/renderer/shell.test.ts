/** The shell: keys, the palette's matching, notices, numbers and words, the data store, errors. */
import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { DatasetSummary } from '../../../main/api/contract/index.ts';
import { UserError } from '../../../main/base/errors.ts';
import { codedError } from '../../../renderer/errors.ts';
import { I18n } from '../../../renderer/i18n.svelte.ts';
import { matchScore } from '../../../renderer/shell/palette-match.ts';
import { keyGroups, shortcutOf } from '../../../renderer/shell/keys.ts';
import { DatasetsStore } from '../../../renderer/state/datasets-store.svelte.ts';
import { Toasts } from '../../../renderer/state/toasts.svelte.ts';
import { views } from '../../../renderer/views/registry.ts';

describe('shortcutOf', () => {
  const key = (name: string, held: Partial<KeyboardEvent> = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    target: null,
    defaultPrevented: false,
    ...held,
  });
  vi.stubGlobal('HTMLElement', EventTarget);

  it.each([
    [key('3', { ctrlKey: true }), { kind: 'view', index: 2 }],
    [key('k', { metaKey: true }), { kind: 'palette' }],
    [key(',', { ctrlKey: true }), { kind: 'settings' }],
    [key('?', { shiftKey: true }), { kind: 'keys' }],
    [key('F6', { shiftKey: true }), { kind: 'panel', direction: -1 }],
    [key('F1'), { kind: 'help' }],
    [key('k'), null],
    [key('K', { ctrlKey: true, shiftKey: true }), null],
    [key('k', { ctrlKey: true, defaultPrevented: true }), null],
  ])('%o', (event, expected) => {
    expect(shortcutOf(event)).toEqual(expected);
  });
});

test('the sheet of keys names as many views as there are', () => {
  const shown = keyGroups.flatMap(({ entries }) => entries).find(({ label }) => label === 'keys.views');
  expect(shown?.keys).toBe(`Ctrl 1–${String(views.filter(({ rail }) => rail === 'main').length)}`);
});

describe('matchScore', () => {
  it('ranks beginnings over words over middles over scattered letters', () => {
    const scores = ['data sets', 'all data', 'metadata', 'dot at a'].map((text) => matchScore('data', text) ?? -1);
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
    expect(new Set(scores).size).toBe(4);
  });

  it('wants every letter in order', () => {
    expect(matchScore('irs', 'iris')).not.toBeNull();
    expect(matchScore('sri', 'iris')).toBeNull();
    expect(matchScore('数据', '导入数据')).not.toBeNull();
  });
});

describe('Toasts', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('go after eight seconds, unless they are held or tell of a failure', () => {
    const toasts = new Toasts();
    toasts.info('a');
    toasts.undo('b', () => undefined);
    toasts.failure('c');
    const held = toasts.all[1]?.id ?? 0;
    toasts.hold(held);
    vi.advanceTimersByTime(8_100);
    expect(toasts.all.map(({ message }) => message)).toEqual(['b', 'c']);
    toasts.release(held);
    vi.advanceTimersByTime(8_100);
    expect(toasts.all.map(({ message }) => message)).toEqual(['c']);
  });

  it('take back the newest act, once', () => {
    const toasts = new Toasts();
    const undone: string[] = [];
    toasts.undo('first', () => void undone.push('first'));
    toasts.undo('second', () => void undone.push('second'));
    expect([toasts.undoLast(), toasts.undoLast(), toasts.undoLast()]).toEqual([true, true, false]);
    expect(undone).toEqual(['second', 'first']);
  });

  it('say the same failure once', () => {
    const toasts = new Toasts();
    toasts.failure('a');
    toasts.failure('a');
    expect(toasts.all).toHaveLength(1);
  });
});

describe('I18n', () => {
  const en = new I18n('en');
  const zh = new I18n('zh');

  it('writes readings, counts, sizes and times', () => {
    expect([en.reading(0.91612), en.reading(12.34567), en.reading(1e-6), en.reading(null)]).toEqual([
      '0.9161',
      '12.346',
      '1.000e-6',
      '–',
    ]);
    expect([en.compact(4675), en.compact(18_512), en.compact(2_345_678)]).toEqual(['4,675', '18.5 k', '2.35 M']);
    expect([en.bytes(999), en.bytes(3_840_000), en.bytes(212e9)]).toEqual(['999 B', '3.8 MB', '212 GB']);
    expect([en.duration(0.42), en.duration(62), en.duration(7_500)]).toEqual(['0.4 s', '1 min 2 s', '2 h 5 min']);
    expect([zh.duration(62), zh.percent(0.0573)]).toEqual(['1 分 2 秒', '5.73%']);
    expect(en.percent(0.0573)).toBe('5.73 %');
    expect([en.number(NaN), en.significant(Infinity), en.percent(undefined)]).toEqual(['–', '–', '–']);
  });

  it('says how long ago', () => {
    const now = Date.UTC(2026, 0, 10, 12);
    expect(en.ago(now - 1_000, now)).toBe('just now');
    expect(en.ago(now - 18 * 60_000, now)).toBe('18 min. ago');
    expect(zh.ago(now - 26 * 3_600_000, now)).toBe('昨天');
  });
});

describe('DatasetsStore', () => {
  const summary = (id: string, createdAt: number): DatasetSummary => ({
    id,
    name: id,
    kind: 'table',
    rows: 1,
    columns: 1,
    bytes: 1,
    hash: '',
    sourceName: '',
    createdAt,
    warningCount: 0,
    note: '',
    runCount: 0,
  });

  it('keeps newest first through changes', async () => {
    const store = new DatasetsStore({ datasets: { list: () => Promise.resolve([summary('a', 1), summary('b', 2)]) } });
    expect(store.loaded).toBe(false);
    await store.refresh();
    store.apply([
      { kind: 'dataset', dataset: summary('c', 3) },
      { kind: 'dataset', dataset: { ...summary('a', 1), name: 'renamed' } },
      { kind: 'datasetRemoved', id: 'b' },
    ]);
    expect(store.all.map(({ name }) => name)).toEqual(['c', 'renamed']);
  });
});

describe('codedError', () => {
  it('keeps a person’s error and wraps the rest', () => {
    const data = { code: 'datasets.empty', params: { file: 'a.csv' }, location: { line: 3 } };
    expect(codedError(new ORPCError('USER', { status: 422, data }))).toEqual(data);
    expect(codedError(new UserError('a.b', { x: 1 }))).toEqual({ code: 'a.b', params: { x: 1 } });
    expect(codedError(new DOMException('', 'AbortError')).code).toBe('window.disconnected');
    expect(codedError(new TypeError('boom'))).toEqual({ code: 'internal', params: { message: 'boom' } });
  });
});

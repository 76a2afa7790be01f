/** Rows of a long list: those in sight are fetched, once, with the metrics in sight, and changes are never undone. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { RunSummary } from '../../../main/api/contract/index.ts';
import { RunPages } from '../../../renderer/state/run-pages.svelte.ts';
import { makeRun } from './make-run.ts';

const reading = (best: number) => ({ last: best, min: best, max: best, best, bestEpoch: 1 });

interface Question {
  readonly ids: string[];
  readonly metrics: string[] | undefined;
  readonly answer: (runs: RunSummary[]) => void;
}
let questions: Question[];
let pages: RunPages;

beforeEach(() => {
  questions = [];
  const rows = ({ ids, metrics }: { ids: string[]; metrics?: string[] }): Promise<RunSummary[]> =>
    new Promise((answer) => questions.push({ ids, metrics, answer }));
  pages = new RunPages({ runs: { rows } }, () => undefined);
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const rowsOf = (ids: readonly string[], metric: string, best = 1): RunSummary[] =>
  ids.map((id) => makeRun({ id, metrics: { [metric]: reading(best) } }));

test('rows are fetched once, and again only for metrics that they lack', async () => {
  void pages.show(['a', 'b'], ['loss']);
  questions[0]?.answer(rowsOf(['a', 'b'], 'loss'));
  await settle();
  void pages.show(['a', 'b'], ['loss']);
  expect(questions).toHaveLength(1);
  void pages.show(['b', 'c'], ['loss', 'mae']);
  expect(questions[1]).toMatchObject({ ids: ['b', 'c'], metrics: ['loss', 'mae'] });
  questions[1]?.answer([...rowsOf(['b'], 'mae'), ...rowsOf(['c'], 'loss')]);
  await settle();
  // What was known stays beside what came.
  expect(Object.keys(pages.get('b')?.metrics ?? {})).toEqual(['loss', 'mae']);
  expect(pages.get('a')?.id).toBe('a');
});

test('while a call is on its way only the last place scrolled to is asked for next', async () => {
  void pages.show(['a'], []);
  void pages.show(['b'], []);
  void pages.show(['c'], []);
  expect(questions.map(({ ids }) => ids)).toEqual([['a']]);
  questions[0]?.answer(rowsOf(['a'], 'loss'));
  await settle();
  expect(questions.map(({ ids }) => ids)).toEqual([['a'], ['c']]);
});

test('a row that is gone is not asked for again', async () => {
  void pages.show(['a'], []);
  questions[0]?.answer([]);
  await settle();
  void pages.show(['a'], []);
  expect(questions).toHaveLength(1);
  expect(pages.get('a')).toBeUndefined();
});

test('a change that comes while rows are on their way is newer than they are', async () => {
  void pages.show(['a'], ['loss']);
  questions[0]?.answer(rowsOf(['a'], 'loss'));
  await settle();
  void pages.show(['a'], ['mae']);
  pages.changed(makeRun({ id: 'a', name: 'renamed', metrics: { loss: reading(0.5), mae: reading(2) } }));
  questions[1]?.answer(rowsOf(['a'], 'mae', 9));
  await settle();
  expect(pages.get('a')).toMatchObject({ name: 'renamed', metrics: { mae: { best: 2 } } });
});

test('after a break rows stay in sight until they have come anew', async () => {
  void pages.show(['a'], ['loss']);
  questions[0]?.answer(rowsOf(['a'], 'loss', 1));
  await settle();
  pages.refreshed();
  expect(pages.get('a')?.metrics['loss']?.best).toBe(1);
  questions[1]?.answer(rowsOf(['a'], 'loss', 2));
  await settle();
  expect(pages.get('a')?.metrics['loss']?.best).toBe(2);
});

test('readings in sight that a change does not carry stay, and are fetched again now and then', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    void pages.show(['a'], ['norm/layer_900']);
    questions[0]?.answer(rowsOf(['a'], 'norm/layer_900', 1));
    await settle();
    for (const best of [2, 3, 4]) {
      pages.changed(makeRun({ id: 'a', metricCount: 12_000, metrics: { loss: reading(best) } }));
    }
    expect(pages.get('a')?.metrics).toMatchObject({ loss: { best: 4 }, 'norm/layer_900': { best: 1 } });
    expect(questions).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    expect(questions[1]).toMatchObject({ ids: ['a'], metrics: ['norm/layer_900'] });
    questions[1]?.answer(rowsOf(['a'], 'norm/layer_900', 7));
    await settle();
    expect(pages.get('a')?.metrics).toMatchObject({ loss: { best: 4 }, 'norm/layer_900': { best: 7 } });
    // What changes carry is not asked for.
    void pages.show(['a'], ['loss']);
    pages.changed(makeRun({ id: 'a', metricCount: 12_000, metrics: { loss: reading(5) } }));
    vi.advanceTimersByTime(1000);
    expect(questions).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

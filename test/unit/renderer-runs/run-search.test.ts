/** A search: the latest question wins, a wrong one keeps what was found, typing waits, and changes ask again. */
import { beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { RunSearch } from '../../../renderer/state/run-search.svelte.ts';
import { makeRun } from './make-run.ts';

interface Question {
  readonly where: string;
  readonly answer: (ids: string[]) => void;
  readonly refuse: (error: unknown) => void;
}
let questions: Question[];
let reported: unknown[];
let search: RunSearch;

beforeEach(() => {
  questions = [];
  reported = [];
  const find = ({ where }: { where: string }): Promise<string[]> =>
    new Promise((answer, refuse) => questions.push({ where, answer, refuse }));
  search = new RunSearch({ runs: { find } }, (error) => reported.push(error));
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('typing asks once it pauses; an empty text asks for every run', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    search.type('se');
    search.type('seed = 1');
    expect(questions).toEqual([]);
    vi.runAllTimers();
    expect(questions.map(({ where }) => where)).toEqual(['seed = 1']);
    questions[0]?.answer(['a']);
    await settle();
    expect([...(search.ids ?? [])]).toEqual(['a']);
    expect(search.found).toBe('seed = 1');
    search.type(' ');
    expect(questions.map(({ where }) => where)).toEqual(['seed = 1', ' ']);
  } finally {
    vi.useRealTimers();
  }
});

test('an answer that comes late is dropped', async () => {
  search.set('seed = 1');
  search.set('seed = 2');
  questions[1]?.answer(['b']);
  questions[0]?.answer(['a']);
  await settle();
  expect([...(search.ids ?? [])]).toEqual(['b']);
});

test('a wrong query is pointed at and keeps what was found before; other errors are reported', async () => {
  search.set('seed = 1');
  questions[0]?.answer(['a']);
  await settle();
  search.set('seed = "x"');
  questions[1]?.refuse(new UserError('query.numberExpected', { name: 'seed', column: 8, length: 3 }));
  await settle();
  expect(search.problem).toMatchObject({ code: 'query.numberExpected', span: { start: 7, end: 10 } });
  expect([...(search.ids ?? [])]).toEqual(['a']);
  search.set('seed = 3');
  expect(search.problem).toBeNull();
  const lost = new Error('lost');
  questions[2]?.refuse(lost);
  await settle();
  expect(reported).toEqual([lost]);
});

test('changes ask again, together, unless they can change nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    search.set('');
    questions[0]?.answer(['b', 'a']);
    await settle();
    // Newest first, and every run: one that is there stays where it is.
    search.changed(makeRun({ id: 'a' }));
    vi.runAllTimers();
    expect(questions).toHaveLength(1);
    search.changed(makeRun({ id: 'c' }));
    search.changed(makeRun({ id: 'd' }));
    vi.runAllTimers();
    expect(questions).toHaveLength(2);
    questions[1]?.answer(['d', 'c', 'b', 'a']);
    await settle();
    search.order({ field: 'best(`loss`)', direction: 'up' });
    expect(questions).toHaveLength(3);
    questions[2]?.answer(['a', 'b', 'c', 'd']);
    await settle();
    search.changed(makeRun({ id: 'a' }));
    vi.runAllTimers();
    expect(questions).toHaveLength(4);
    search.removed('c');
    expect(search.ids).toEqual(['a', 'b', 'd']);
  } finally {
    vi.useRealTimers();
  }
});

/** The run store: list once, deltas after, only what is missing after a gap, and nothing lost on the way. */
import { describe, expect, it } from 'vitest';
import type { ChangeEvent, RunSummary, SeriesChunk } from '../../../main/api/contract/index.ts';
import { RunsStore, type RunsApi } from '../../../renderer/state/runs-store.svelte.ts';
import { makeRun } from './make-run.ts';

class FakeRuns implements RunsApi {
  list: RunSummary[] = [];
  history = new Map<string, number[]>();
  asked: Record<string, number>[] = [];
  /** Runs between the answer's making and its arrival: where the races are. */
  beforeAnswer: () => void = () => undefined;

  readonly runs = {
    list: (): Promise<RunSummary[]> => Promise.resolve(this.list),
    series: async (input: { runs: string[]; from?: Record<string, number> }): Promise<SeriesChunk[]> => {
      this.asked.push(input.from ?? {});
      const answer = input.runs.map((run) => {
        const start = input.from?.[run] ?? 1;
        return { run, metric: 'loss', start, values: (this.history.get(run) ?? []).slice(start - 1) };
      });
      this.beforeAnswer();
      await Promise.resolve();
      return answer;
    },
  };
}

const points = (run: string, start: number, values: (number | null)[]): ChangeEvent => ({
  kind: 'points',
  points: { run, metric: 'loss', start, values },
});
const losses = (store: RunsStore, run: string): number[] => [...(store.series(run).buffer('loss')?.values ?? [])];

describe('RunsStore', () => {
  it('lists newest first and follows changes', async () => {
    const api = new FakeRuns();
    api.list = [makeRun({ id: 'a', createdAt: 1 }), makeRun({ id: 'b', createdAt: 2 })];
    const store = new RunsStore(api);
    expect(store.loaded).toBe(false);
    await store.refresh();
    expect(store.all.map((run) => run.id)).toEqual(['b', 'a']);
    store.apply([
      { kind: 'run', run: makeRun({ id: 'c', createdAt: 3, status: 'running' }) },
      { kind: 'runRemoved', id: 'a' },
    ]);
    expect(store.all.map((run) => run.id)).toEqual(['c', 'b']);
    expect(store.active?.id).toBe('c');
  });

  it('appends points to a loaded series without asking again', async () => {
    const api = new FakeRuns();
    api.history.set('a', [3, 2]);
    const store = new RunsStore(api);
    await store.load(['a']);
    store.apply([points('a', 3, [1, null])]);
    expect(losses(store, 'a')).toEqual([3, 2, 1, NaN]);
    await store.load(['a']);
    expect(api.asked).toEqual([{ a: 1 }]);
  });

  it('asks for what is missing after a gap, and for no more', async () => {
    const api = new FakeRuns();
    api.history.set('a', [5, 4]);
    const store = new RunsStore(api);
    await store.load(['a']);
    api.history.set('a', [5, 4, 3, 2, 1]);
    store.apply([points('a', 5, [1])]);
    await expect.poll(() => losses(store, 'a')).toEqual([5, 4, 3, 2, 1]);
    expect(api.asked).toEqual([{ a: 1 }, { a: 3 }]);
  });

  it('loses no point that comes while the history is on its way', async () => {
    const api = new FakeRuns();
    api.history.set('a', [5, 4]);
    const store = new RunsStore(api);
    api.beforeAnswer = () => {
      api.beforeAnswer = () => undefined;
      api.history.set('a', [5, 4, 3]);
      store.apply([points('a', 3, [3])]);
    };
    await store.load(['a']);
    expect(losses(store, 'a')).toEqual([5, 4, 3]);
  });

  it('after a reconnect fetches the list and the new points of held series alone', async () => {
    const api = new FakeRuns();
    api.list = [makeRun({ id: 'a' }), makeRun({ id: 'b' })];
    api.history.set('a', [2, 1]);
    const store = new RunsStore(api);
    await store.refresh();
    await store.load(['a']);
    api.history.set('a', [2, 1, 0.5]);
    await store.refresh();
    expect(losses(store, 'a')).toEqual([2, 1, 0.5]);
    expect(api.asked).toEqual([{ a: 1 }, { a: 3 }]);
  });

  it('forgets the epochs that a resumed run does anew', async () => {
    const api = new FakeRuns();
    api.list = [makeRun({ id: 'a', epochsDone: 4 })];
    api.history.set('a', [4, 3, 2, 1]);
    const store = new RunsStore(api);
    await store.refresh();
    await store.load(['a']);
    store.apply([{ kind: 'run', run: makeRun({ id: 'a', epochsDone: 2, status: 'running' }) }]);
    expect(losses(store, 'a')).toEqual([4, 3]);
  });

  it('keeps the reason when the list cannot be fetched', async () => {
    const api = new FakeRuns();
    const reason = new Error('no connection');
    api.runs.list = () => Promise.reject(reason);
    const store = new RunsStore(api);
    await expect(store.refresh()).rejects.toBe(reason);
    expect(store.failure).toBe(reason);
    expect(store.loaded).toBe(false);
  });
});

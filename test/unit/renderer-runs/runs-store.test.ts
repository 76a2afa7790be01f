/** The run store: the runs at hand, deltas after, only what is missing after a gap, and nothing lost on the way. */
import { describe, expect, it, vi } from 'vitest';
import { packSeries, type ChangeEvent, type RunCounts, type RunSummary } from '../../../main/api/contract/index.ts';
import { RunsStore, type RunsApi } from '../../../renderer/state/runs-store.svelte.ts';
import { makeRun } from './make-run.ts';

class FakeRuns implements RunsApi {
  all: RunSummary[] = [];
  history = new Map<string, number[]>();
  asked: Record<string, number>[] = [];
  askedRows: string[][] = [];
  /** Runs between the answer's making and its arrival: where the races are. */
  beforeAnswer: () => void = () => undefined;

  readonly runs = {
    list: ({ status, limit = 1e9 }: { status?: string[]; limit?: number } = {}): Promise<RunSummary[]> =>
      Promise.resolve(
        this.all
          .filter((run) => status === undefined || status.includes(run.status))
          .sort((one, two) => two.createdAt - one.createdAt)
          .slice(0, limit),
      ),
    rows: ({ ids }: { ids: string[] }): Promise<RunSummary[]> => {
      this.askedRows.push(ids);
      return Promise.resolve(this.all.filter((run) => ids.includes(run.id)));
    },
    counts: (): Promise<RunCounts> => {
      const byStatus = Object.groupBy(this.all, (run) => run.status);
      return Promise.resolve({
        total: this.all.length,
        byStatus: Object.fromEntries(Object.entries(byStatus).map(([status, of]) => [status, of.length])),
        archived: 0,
      });
    },
    packedSeries: async (input: { runs: string[]; from?: Record<string, number> }): Promise<Blob> => {
      this.asked.push(input.from ?? {});
      const answer = input.runs.map((run) => {
        const start = input.from?.[run] ?? 1;
        const values = Float64Array.from((this.history.get(run) ?? []).slice(start - 1));
        return { run, metric: 'loss', start, epochs: null, values };
      });
      this.beforeAnswer();
      await Promise.resolve();
      return packSeries(answer);
    },
  };
}

const points = (run: string, start: number, values: (number | null)[]): ChangeEvent => ({
  kind: 'points',
  points: { run, metric: 'loss', start, values },
});
const losses = (store: RunsStore, run: string): number[] => [
  ...(store.series(run).curve('loss')?.piece(1, Infinity).values ?? []),
];

describe('RunsStore', () => {
  it('holds the runs at work and the latest, never all, and follows changes', async () => {
    const api = new FakeRuns();
    api.all = Array.from({ length: 100 }, (_, index) => makeRun({ id: `r${String(index)}`, createdAt: index }));
    api.all.push(makeRun({ id: 'old', createdAt: -1, status: 'queued' }));
    const store = new RunsStore(api);
    expect(store.loaded).toBe(false);
    await store.refresh();
    expect(store.recent).toHaveLength(40);
    expect(store.recent[0]?.id).toBe('r99');
    expect(store.working.map(({ id }) => id)).toEqual(['old']);
    expect(store.counts).toEqual({ total: 101, byStatus: { completed: 100, queued: 1 }, archived: 0 });
    const run = makeRun({ id: 'new', createdAt: 200, status: 'running' });
    api.all.push(run);
    store.apply([{ kind: 'run', run }]);
    expect(store.recent[0]?.id).toBe('new');
    expect(store.active?.id).toBe('new');
    await expect.poll(() => store.counts.byStatus.running).toBe(1);
  });

  it('fills up the latest runs when one of them is removed', async () => {
    const api = new FakeRuns();
    api.all = Array.from({ length: 60 }, (_, index) => makeRun({ id: `r${String(index)}`, createdAt: index }));
    const store = new RunsStore(api);
    await store.refresh();
    // An older one that someone looks at does not count as one of the latest.
    store.get('r0');
    await expect.poll(() => store.get('r0')?.id).toBe('r0');
    api.all = api.all.filter(({ id }) => id !== 'r50');
    store.apply([{ kind: 'runRemoved', id: 'r50' }]);
    await expect.poll(() => store.recent.map(({ id }) => id).at(-1)).toBe('r19');
    expect(store.recent).toHaveLength(40);
  });

  it('fetches runs that are asked for by id, together and once, and knows those that are gone', async () => {
    const api = new FakeRuns();
    api.all = [makeRun({ id: 'a' }), makeRun({ id: 'b' })];
    const store = new RunsStore(api);
    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual([undefined, undefined, undefined]);
    expect(store.isGone('c')).toBe(false);
    await expect.poll(() => store.get('a')?.id).toBe('a');
    expect(store.isGone('c')).toBe(true);
    store.get('c');
    await Promise.resolve();
    expect(api.askedRows).toEqual([['a', 'b', 'c']]);
    store.apply([{ kind: 'runRemoved', id: 'a' }]);
    expect([store.get('a'), store.isGone('a')]).toEqual([undefined, true]);
    store.put(makeRun({ id: 'a' }));
    expect([store.get('a')?.id, store.isGone('a')]).toEqual(['a', false]);
  });

  it('lets go of runs that nobody has asked for lately', async () => {
    const api = new FakeRuns();
    const store = new RunsStore(api);
    await store.refresh();
    store.put(makeRun({ id: 'looked-at', createdAt: 0 }));
    store.put(makeRun({ id: 'idle', createdAt: 0 }));
    store.get('looked-at');
    for (let index = 1; index < 1000; index += 1) store.put(makeRun({ id: `r${String(index)}`, createdAt: index }));
    expect(store.get('looked-at')).toBeDefined();
    expect(store.get('idle')).toBeUndefined();
  });

  it('holds what is looked at, however much it is', async () => {
    const api = new FakeRuns();
    const ids = Array.from({ length: 1500 }, (_, index) => `r${String(index)}`);
    api.all = ids.map((id) => makeRun({ id }));
    const store = new RunsStore(api);
    await store.refresh();
    const missing = (): number => ids.filter((id) => store.get(id) === undefined).length;
    await expect.poll(missing).toBe(0);
    const asked = api.askedRows.length;
    for (const id of ids) api.history.set(id, [1, 2]);
    await store.load(ids);
    expect(ids.filter((id) => !store.series(id).loaded)).toEqual([]);
    expect(api.askedRows.length).toBe(asked);
  });

  it('tells lists what has changed, come and gone', async () => {
    const api = new FakeRuns();
    const store = new RunsStore(api);
    const told: string[] = [];
    const stop = store.follow({
      changed: (run, isNew) => told.push(`${isNew ? 'new' : 'changed'} ${run.id}`),
      removed: (id) => told.push(`removed ${id}`),
      refreshed: () => told.push('refreshed'),
    });
    await store.refresh();
    store.apply([
      { kind: 'run', run: makeRun({ id: 'a' }) },
      { kind: 'run', run: makeRun({ id: 'a' }) },
      { kind: 'runRemoved', id: 'a' },
    ]);
    stop();
    store.put(makeRun({ id: 'b' }));
    expect(told).toEqual(['refreshed', 'new a', 'changed a', 'removed a']);
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

  it('takes in a metric that begins later, such as the seconds of a run that an earlier version began', async () => {
    const api = new FakeRuns();
    api.history.set('a', [3, 2]);
    const store = new RunsStore(api);
    await store.load(['a']);
    const later: ChangeEvent = { kind: 'points', points: { run: 'a', metric: 'time/seconds', start: 3, values: [9] } };
    store.apply([points('a', 3, [1]), later]);
    expect(losses(store, 'a')).toEqual([3, 2, 1]);
    expect([...(store.series('a').seconds?.piece(1, 3).values ?? [])]).toEqual([NaN, NaN, 9]);
    expect(store.series('a').metrics).toEqual(['loss']);
    expect(api.asked).toEqual([{ a: 1 }]);
  });

  it('fetches points that are too many to be streamed of a run that is looked at, together and alone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const api = new FakeRuns();
    api.history.set('a', [5, 4]);
    const store = new RunsStore(api);
    await store.load(['a']);
    api.history.set('a', [5, 4, 3, 2]);
    const more = (run: string): ChangeEvent => ({ kind: 'morePoints', run, epoch: 4 });
    store.apply([more('a'), more('a'), more('another')]);
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await expect.poll(() => losses(store, 'a')).toEqual([5, 4, 3, 2]);
    expect(api.asked).toEqual([{ a: 1 }, { a: 3 }]);
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

  it('after a reconnect fetches what is at hand and the new points of held series alone', async () => {
    const api = new FakeRuns();
    api.all = [makeRun({ id: 'a' }), makeRun({ id: 'b' })];
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
    api.all = [makeRun({ id: 'a', epochsDone: 4 })];
    api.history.set('a', [4, 3, 2, 1]);
    const store = new RunsStore(api);
    await store.refresh();
    await store.load(['a']);
    store.apply([{ kind: 'run', run: makeRun({ id: 'a', epochsDone: 2, status: 'running' }) }]);
    expect(losses(store, 'a')).toEqual([4, 3]);
  });

  it('keeps the reason when the runs cannot be fetched', async () => {
    const api = new FakeRuns();
    const reason = new Error('no connection');
    api.runs.list = () => Promise.reject(reason);
    const store = new RunsStore(api);
    await expect(store.refresh()).rejects.toBe(reason);
    expect(store.failure).toBe(reason);
    expect(store.loaded).toBe(false);
  });
});

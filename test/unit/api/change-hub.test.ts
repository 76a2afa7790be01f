/** The changes stream: batches, melting together, and a listener that does not listen. */
import { describe, expect, test } from 'vitest';
import { createChangeHub, type ChangeHub } from '../../../main/api/change-hub.ts';
import type { ChangeEvent, DatasetSummary, RunSummary } from '../../../main/api/contract/index.ts';
import type { StoreChange } from '../../../main/experiments/records.ts';
import type { QueueState, RunProgress } from '../../../main/runner/runner.ts';

interface TestHub {
  readonly hub: ChangeHub;
  readonly change: (change: StoreChange) => void;
  readonly progress: (progress: RunProgress) => void;
  readonly queue: (state: QueueState) => void;
}

function createTestHub(options: { interval?: number; limit?: number } = {}): TestHub {
  let change: (change: StoreChange) => void = () => undefined;
  let progress: (progress: RunProgress) => void = () => undefined;
  let queue: (state: QueueState) => void = () => undefined;
  const hub = createChangeHub(
    {
      onChange(listener) {
        change = listener;
        return () => (change = () => undefined);
      },
      onProgress(listener) {
        progress = listener;
        return () => (progress = () => undefined);
      },
      onQueue(listener) {
        queue = listener;
        return () => (queue = () => undefined);
      },
    },
    {
      // The hub hands these through; which fields they have is the router's concern.
      views: () => [],
      run: (id) => (id === 'gone' ? undefined : ({ id } as RunSummary)),
      dataset: (id) => ({ id }) as DatasetSummary,
    },
    { interval: 1, ...options },
  );
  return {
    hub,
    change: (item) => {
      change(item);
    },
    progress: (item) => {
      progress(item);
    },
    queue: (item) => {
      queue(item);
    },
  };
}

async function next(stream: AsyncGenerator<ChangeEvent[], void>): Promise<ChangeEvent[]> {
  const { value, done } = await stream.next();
  if (done === true) throw new Error('the stream ended');
  return value;
}

describe('batches', () => {
  test('what happens between two takes is one batch: the latest state, all points in order', async () => {
    const { hub, change, progress } = createTestHub();
    const stream = hub.listen(new AbortController().signal);
    for (let epoch = 1; epoch <= 3; epoch++) {
      progress({ run: 'a', epoch, fraction: 0.5 });
      change({ kind: 'points', id: 'a', epoch, metrics: { loss: epoch, val_loss: NaN } });
      change({ kind: 'run', id: 'a' });
    }
    change({ kind: 'dataset', id: 'd' });
    change({ kind: 'datasetRemoved', id: 'd' });
    change({ kind: 'run', id: 'gone' });
    progress({ run: 'a', epoch: 4, fraction: 0.25 });
    expect(await next(stream)).toEqual([
      { kind: 'datasetRemoved', id: 'd' },
      { kind: 'run', run: { id: 'a' } },
      { kind: 'runRemoved', id: 'gone' },
      { kind: 'points', points: { run: 'a', metric: 'loss', start: 1, values: [1, 2, 3] } },
      { kind: 'points', points: { run: 'a', metric: 'val_loss', start: 1, values: [null, null, null] } },
      { kind: 'progress', run: 'a', epoch: 4, fraction: 0.25 },
    ]);
    // Nothing happened since: the stream waits.
    const waiting = next(stream);
    change({ kind: 'run', id: 'b' });
    expect(await waiting).toEqual([{ kind: 'run', run: { id: 'b' } }]);
  });

  test('a resume that goes back, and a gap, are chunks of their own', async () => {
    const { hub, change } = createTestHub();
    const stream = hub.listen(new AbortController().signal);
    for (const epoch of [5, 6, 3, 4, 8]) change({ kind: 'points', id: 'a', epoch, metrics: { loss: epoch } });
    expect(await next(stream)).toEqual(
      [
        { start: 5, values: [5, 6] },
        { start: 3, values: [3, 4] },
        { start: 8, values: [8] },
      ].map((chunk) => ({ kind: 'points', points: { run: 'a', metric: 'loss', ...chunk } })),
    );
  });

  test('named views are told whole, once for all that changed', async () => {
    const { hub, change } = createTestHub();
    const stream = hub.listen(new AbortController().signal);
    change({ kind: 'views' });
    change({ kind: 'views' });
    expect(await next(stream)).toEqual([{ kind: 'views', views: [] }]);
  });

  test('a listener hears of what happens after `listen`, before its first `next`', async () => {
    const { hub, change } = createTestHub();
    change({ kind: 'run', id: 'before' });
    const stream = hub.listen(new AbortController().signal);
    change({ kind: 'run', id: 'after' });
    expect(await next(stream)).toEqual([{ kind: 'run', run: { id: 'after' } }]);
  });
});

describe('a slow listener', () => {
  test('is told to fetch anew instead of growing, and hears what comes later; others miss nothing', async () => {
    const { hub, change } = createTestHub({ limit: 100 });
    const slow = hub.listen(new AbortController().signal);
    const quick = hub.listen(new AbortController().signal);
    const seen: number[] = [];
    for (let epoch = 1; epoch <= 1000; epoch++) {
      change({ kind: 'points', id: 'a', epoch, metrics: { loss: epoch } });
      if (epoch % 50 !== 0) continue;
      for (const event of await next(quick)) {
        if (event.kind === 'points') seen.push(...event.points.values.map(Number));
      }
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect(await next(slow)).toEqual([{ kind: 'resync' }]);
    change({ kind: 'run', id: 'a' });
    expect(await next(slow)).toEqual([{ kind: 'run', run: { id: 'a' } }]);
  });

  test('fetches anew after more runs than are worth reading one by one: an archive of hundreds is one change', async () => {
    const { hub, change } = createTestHub();
    const stream = hub.listen(new AbortController().signal);
    for (let run = 0; run < 500; run++) change({ kind: 'run', id: String(run) });
    expect(await next(stream)).toHaveLength(500);
    for (let run = 0; run < 501; run++) change({ kind: 'run', id: String(run) });
    expect(await next(stream)).toEqual([{ kind: 'resync' }]);
  });

  test('keeps no more than its bound whatever arrives', async () => {
    const { hub, change, progress } = createTestHub({ limit: 50 });
    const stream = hub.listen(new AbortController().signal);
    for (let run = 0; run < 50; run++) progress({ run: String(run), epoch: 1, fraction: 0 });
    expect(await next(stream)).toHaveLength(50);
    for (let run = 0; run < 10_000; run++) change({ kind: 'run', id: String(run) });
    expect(await next(stream)).toEqual([{ kind: 'resync' }]);
  });
});

describe('a run with 12,000 metrics', () => {
  const metrics = Object.fromEntries(Array.from({ length: 12_000 }, (_, index) => [`layer_${index}/norm`, index / 7]));

  test('is told of by some hundred bytes an epoch, and no listener is behind for it', async () => {
    const { hub, change } = createTestHub();
    const stream = hub.listen(new AbortController().signal);
    for (let epoch = 1; epoch <= 50; epoch++) {
      change({ kind: 'points', id: 'a', epoch, metrics });
      change({ kind: 'points', id: 'b', epoch, metrics: { loss: epoch } });
      change({ kind: 'run', id: 'a' });
    }
    const events = await next(stream);
    expect(events).toContainEqual({ kind: 'morePoints', run: 'a', epoch: 50 });
    expect(events.filter((event) => event.kind === 'points').map(({ points }) => points.values.length)).toEqual([50]);
    expect(JSON.stringify(events).length).toBeLessThan(1000);
  });
});

describe('the end', () => {
  test('an aborted signal ends a waiting stream', async () => {
    const { hub } = createTestHub();
    const controller = new AbortController();
    const stream = hub.listen(controller.signal);
    const waiting = stream.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('closing the hub ends every stream, one that is between two batches too', async () => {
    const { hub, change } = createTestHub();
    const [first, second] = [hub.listen(new AbortController().signal), hub.listen(new AbortController().signal)];
    change({ kind: 'run', id: 'a' });
    await next(first);
    const waiting = [first.next(), next(second).then(() => second.next())];
    hub.close();
    for (const end of await Promise.all(waiting)) expect(end.done).toBe(true);
  });
});

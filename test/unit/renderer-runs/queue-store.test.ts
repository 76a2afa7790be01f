/** The queue in the window: a move shows at once, is taken back where it is refused, and follows the stream. */
import { describe, expect, it, vi } from 'vitest';
import type { RunQueueState } from '../../../main/api/contract/index.ts';
import { QueueStore } from '../../../renderer/state/queue-store.svelte.ts';
import { queueOf } from '../../../renderer/state/run-order.ts';
import { placeAfterKey } from '../../../renderer/views/training/queue-moves.ts';
import { makeRun } from './make-run.ts';

const state: RunQueueState = { running: ['r'], waiting: ['a', 'b', 'c'], held: false, concurrency: 1 };

function setUp(move: () => Promise<RunQueueState>) {
  const moveInQueue = vi.fn((_input: { id: string; place: number }) => move());
  const setQueue = vi.fn((changes: object) => Promise.resolve({ ...state, ...changes }));
  const store = new QueueStore({ runs: { queue: () => Promise.resolve(state), moveInQueue, setQueue } });
  return { store, moveInQueue };
}

describe('the queue', () => {
  it('shows a move at once, and then what came of it', async () => {
    const answer = Promise.withResolvers<RunQueueState>();
    const { store, moveInQueue } = setUp(() => answer.promise);
    await store.refresh();
    const moving = store.move('c', 0);
    expect(store.waiting).toEqual(['c', 'a', 'b']);
    // The first has begun meanwhile.
    answer.resolve({ ...state, running: ['r', 'a'], waiting: ['c', 'b'] });
    await moving;
    expect(store.waiting).toEqual(['c', 'b']);
    expect(moveInQueue).toHaveBeenCalledWith({ id: 'c', place: 0 });
  });

  it('takes back what was refused, and asks for nothing that changes nothing', async () => {
    const { store, moveInQueue } = setUp(() => Promise.reject(new Error('no')));
    await store.refresh();
    await expect(store.move('b', 99)).rejects.toThrow('no');
    expect(store.waiting).toEqual(['a', 'b', 'c']);
    await store.move('b', 1);
    await store.move('x', 0);
    expect(moveInQueue).toHaveBeenCalledTimes(1);
  });

  it('follows the stream and the settings', async () => {
    const { store } = setUp(() => Promise.resolve(state));
    await store.set({ held: true });
    expect(store.held).toBe(true);
    store.apply([{ kind: 'queue', queue: { ...state, concurrency: 3, waiting: [] } }]);
    expect([store.held, store.concurrency, store.waiting]).toEqual([false, 3, []]);
  });

  it('puts runs in its order; one that it does not know yet comes last', () => {
    const runs = ['a', 'b', 'c'].map((id, index) => makeRun({ id, status: 'queued', createdAt: index }));
    expect(queueOf(runs, ['c', 'a']).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  it('is moved by keys within its bounds', () => {
    expect(['ArrowUp', 'ArrowDown', 'Home', 'End', 'x'].map((key) => placeAfterKey(key, 1, 4))).toEqual([
      0,
      2,
      0,
      3,
      null,
    ]);
    expect(['ArrowUp', 'Home'].map((key) => placeAfterKey(key, 0, 4))).toEqual([null, null]);
    expect(['ArrowDown', 'End'].map((key) => placeAfterKey(key, 3, 4))).toEqual([null, null]);
  });
});

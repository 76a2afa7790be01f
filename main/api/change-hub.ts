/** The one place where changes of the store and the runner become the contract's `changes` stream. */
import type { StoreChange } from '../experiments/records.ts';
import type { QueueState, RunProgress } from '../runner/runner.ts';
import { ChangeQueue, type ChangeReader } from './change-queue.ts';
import type { ChangeEvent } from './contract/index.ts';

export interface ChangeSources {
  onChange(listener: (change: StoreChange) => void): () => void;
  onProgress(listener: (progress: RunProgress) => void): () => void;
  onQueue(listener: (state: QueueState) => void): () => void;
}

export interface ChangeHub {
  /** Batches from now on, at most one every `interval`, until the signal is aborted or the hub closes. */
  listen(signal: AbortSignal): AsyncGenerator<ChangeEvent[], void, undefined>;
  close(): void;
}

export interface HubOptions {
  /** Milliseconds between two batches to one listener. */
  readonly interval?: number;
  /** The most ids and point values kept for a listener that does not take them. */
  readonly limit?: number;
}

interface Listener {
  readonly queue: ChangeQueue;
  /** Wakes the listener if it waits for something to tell. */
  wake: () => void;
}

export function createChangeHub(
  sources: ChangeSources,
  reader: ChangeReader,
  { interval = 50, limit = 20_000 }: HubOptions = {},
): ChangeHub {
  const listeners = new Set<Listener>();
  let closed = false;

  function tell(add: (queue: ChangeQueue) => void): void {
    for (const listener of listeners) {
      add(listener.queue);
      listener.wake();
    }
  }
  const stops = [
    sources.onChange((change) => {
      tell((queue) => {
        queue.add(change);
      });
    }),
    sources.onProgress((progress) => {
      tell((queue) => {
        queue.addProgress(progress);
      });
    }),
    sources.onQueue((state) => {
      tell((queue) => {
        queue.addQueue(state);
      });
    }),
  ];

  async function* batches(listener: Listener, signal: AbortSignal): AsyncGenerator<ChangeEvent[], void, undefined> {
    const stop = (): void => {
      listener.wake();
    };
    signal.addEventListener('abort', stop);
    try {
      while (!closed && !signal.aborted) {
        if (listener.queue.isEmpty) {
          await new Promise<void>((resolve) => (listener.wake = resolve));
          continue;
        }
        // Taken only when asked for: while a batch is on its way, later changes melt together here.
        yield listener.queue.take(reader);
        await pause(interval, signal);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      listeners.delete(listener);
    }
  }

  return {
    listen(signal) {
      const listener: Listener = { queue: new ChangeQueue(limit), wake: () => undefined };
      // At once, not at the first `next`: whoever fetches a list after this call misses nothing in between.
      if (!closed && !signal.aborted) listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
      return batches(listener, signal);
    },
    close() {
      closed = true;
      for (const stop of stops) stop();
      for (const listener of listeners) listener.wake();
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish);
  });
}

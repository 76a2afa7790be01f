/**
 * Listens to the changes stream for as long as the window lives. After a break it listens again and has the stores
 * fetch what they missed; several stores share the one stream.
 */
import type { ChangeEvent } from '../../main/api/contract/index.ts';
import { BugError } from '../../main/base/errors.ts';

export interface ChangesApi {
  readonly runs: {
    changes(input?: undefined, options?: { signal?: AbortSignal }): Promise<AsyncIterable<ChangeEvent[]>>;
  };
}

export interface FeedListener {
  /** One batch of changes, in order. */
  apply(events: readonly ChangeEvent[]): void;
  /** Fetches everything anew: at the start, after a break, and when the stream says that it dropped events. */
  refresh(): Promise<void>;
}

export interface FeedOptions {
  /** Waits before the next try; `attempt` counts from 1 and begins again after a success. */
  readonly wait?: (attempt: number, signal: AbortSignal) => Promise<void>;
}

/** A quarter of a second, doubling up to eight seconds. */
async function waitDoubling(attempt: number, signal: AbortSignal): Promise<void> {
  const milliseconds = Math.min(8000, 250 * 2 ** (attempt - 1));
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Runs until `signal` aborts. Listens before it fetches, so that nothing falls between the two. */
export async function followChanges(
  api: ChangesApi,
  listeners: readonly FeedListener[],
  signal: AbortSignal,
  options: FeedOptions = {},
): Promise<void> {
  const wait = options.wait ?? waitDoubling;
  let attempt = 0;
  // Asked anew each time: it turns while this waits, which the compiler cannot see.
  const over = (): boolean => signal.aborted;
  while (!over()) {
    // Ends the stream of this attempt when its fetch fails, so that two never speak at once.
    const ending = new AbortController();
    const attemptOver = (): boolean => ending.signal.aborted;
    try {
      const stream = await api.runs.changes(undefined, { signal: AbortSignal.any([signal, ending.signal]) });
      const early: ChangeEvent[][] = [];
      const fetch = { done: false };
      const fetched = Promise.all(listeners.map((listener) => listener.refresh())).then(() => {
        fetch.done = true;
        attempt = 0;
        for (const events of early.splice(0)) deliver(listeners, events);
      });
      const listened = (async (): Promise<never> => {
        for await (const events of stream) {
          if (attemptOver()) break;
          if (fetch.done) deliver(listeners, events);
          else early.push(events);
        }
        throw new BugError('the changes stream ended');
      })();
      await Promise.all([fetched, listened]);
    } catch {
      // The connection broke, or a fetch failed, which the listener keeps to show it: try again below.
    } finally {
      ending.abort();
    }
    if (over()) return;
    attempt += 1;
    await wait(attempt, signal);
  }
}

function deliver(listeners: readonly FeedListener[], events: readonly ChangeEvent[]): void {
  const resync = events.some((event) => event.kind === 'resync');
  for (const listener of listeners) {
    listener.apply(events);
    // The listener keeps and shows its own failure; the next change or reconnect tries again.
    if (resync) listener.refresh().catch(() => undefined);
  }
}

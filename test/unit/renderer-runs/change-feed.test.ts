/** The changes feed: listens before it fetches, comes back after a break, and never listens twice at once. */
import { describe, expect, it } from 'vitest';
import type { ChangeEvent } from '../../../main/api/contract/index.ts';
import { followChanges, type ChangesApi, type FeedListener } from '../../../renderer/state/change-feed.ts';

/** A stream that the test speaks into, and can break. */
class Channel implements AsyncIterable<ChangeEvent[]> {
  #waiting: ((result: IteratorResult<ChangeEvent[]>) => void)[] = [];
  #failing: ((reason: unknown) => void)[] = [];
  #queue: ChangeEvent[][] = [];

  say(...events: ChangeEvent[]): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#queue.push(events);
    else next({ done: false, value: events });
  }

  break(): void {
    for (const fail of this.#failing.splice(0)) fail(new Error('broken'));
  }

  [Symbol.asyncIterator](): AsyncIterator<ChangeEvent[]> {
    return {
      next: () =>
        new Promise((resolve, reject) => {
          const queued = this.#queue.shift();
          if (queued !== undefined) resolve({ done: false, value: queued });
          else {
            this.#waiting.push(resolve);
            this.#failing.push(reject);
          }
        }),
    };
  }
}

const removed = (id: string): ChangeEvent => ({ kind: 'runRemoved', id });

function setUp(refresh: () => Promise<void> = () => Promise.resolve()) {
  const channels: Channel[] = [];
  const signals: AbortSignal[] = [];
  const heard: string[] = [];
  const api: ChangesApi = {
    runs: {
      changes: (_input, options) => {
        heard.push('listen');
        const channel = new Channel();
        channels.push(channel);
        if (options?.signal !== undefined) signals.push(options.signal);
        return Promise.resolve(channel);
      },
    },
  };
  const listener: FeedListener = {
    apply: (events) => heard.push(...events.map((event) => (event.kind === 'runRemoved' ? event.id : event.kind))),
    refresh: () => {
      heard.push('fetch');
      return refresh();
    },
  };
  const stop = new AbortController();
  const waits: number[] = [];
  const done = followChanges(api, [listener], stop.signal, {
    wait: (attempt) => {
      waits.push(attempt);
      return Promise.resolve();
    },
  });
  return { channels, signals, heard, stop, waits, done };
}

describe('followChanges', () => {
  it('holds back changes until the fetch is done, then gives them in order', async () => {
    let finish = (): void => undefined;
    const { channels, heard } = setUp(() => new Promise<void>((resolve) => (finish = resolve)));
    await expect.poll(() => channels.length).toBe(1);
    channels[0]?.say(removed('a'));
    channels[0]?.say(removed('b'));
    await expect.poll(() => heard).toEqual(['listen', 'fetch']);
    finish();
    await expect.poll(() => heard).toEqual(['listen', 'fetch', 'a', 'b']);
  });

  it('listens and fetches again after a break', async () => {
    const { channels, heard, waits } = setUp();
    await expect.poll(() => heard).toEqual(['listen', 'fetch']);
    channels[0]?.say(removed('a'));
    await expect.poll(() => heard).toContain('a');
    channels[0]?.break();
    await expect.poll(() => heard).toEqual(['listen', 'fetch', 'a', 'listen', 'fetch']);
    expect(waits).toEqual([1]);
  });

  it('ends the stream of an attempt whose fetch failed', async () => {
    let failures = 0;
    const { channels, signals, waits } = setUp(() => {
      failures += 1;
      return failures <= 2 ? Promise.reject(new Error('list')) : Promise.resolve();
    });
    await expect.poll(() => channels.length).toBe(3);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true, false]);
    expect(waits).toEqual([1, 2]);
  });

  it('fetches anew when the stream dropped events', async () => {
    const { channels, heard } = setUp();
    await expect.poll(() => heard).toEqual(['listen', 'fetch']);
    channels[0]?.say({ kind: 'resync' });
    await expect.poll(() => heard).toEqual(['listen', 'fetch', 'resync', 'fetch']);
  });

  it('ends when told', async () => {
    const { channels, stop, done } = setUp();
    await expect.poll(() => channels.length).toBe(1);
    stop.abort();
    channels[0]?.break();
    await done;
    expect(channels).toHaveLength(1);
  });
});

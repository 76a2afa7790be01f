/** The queue as the window knows it: who is next, whether it is held, how many train at once. */
import type { ChangeEvent, RunQueueState } from '../../main/api/contract/index.ts';
import type { FeedListener } from './change-feed.ts';

export interface QueueApi {
  readonly runs: {
    queue(): Promise<RunQueueState>;
    moveInQueue(input: { id: string; place: number }): Promise<RunQueueState>;
    setQueue(input: { held?: boolean; concurrency?: number }): Promise<RunQueueState>;
  };
}

export class QueueStore implements FeedListener {
  readonly #api: QueueApi;
  #state = $state.raw<RunQueueState>({ running: [], waiting: [], held: false, concurrency: 1 });

  constructor(api: QueueApi) {
    this.#api = api;
  }

  /** Ids, the next first. */
  get waiting(): readonly string[] {
    return this.#state.waiting;
  }

  get held(): boolean {
    return this.#state.held;
  }

  get concurrency(): number {
    return this.#state.concurrency;
  }

  /** Shows at once where it will be; the answer says where it is. */
  async move(id: string, place: number): Promise<void> {
    const before = this.#state;
    const others = before.waiting.filter((other) => other !== id);
    if (others.length === before.waiting.length) return;
    const at = Math.max(0, Math.min(others.length, place));
    if (before.waiting.indexOf(id) === at) return;
    this.#state = { ...before, waiting: [...others.slice(0, at), id, ...others.slice(at)] };
    try {
      this.#state = await this.#api.runs.moveInQueue({ id, place: at });
    } catch (error) {
      this.#state = before;
      throw error;
    }
  }

  async set(changes: { readonly held?: boolean; readonly concurrency?: number }): Promise<void> {
    this.#state = await this.#api.runs.setQueue({ ...changes });
  }

  async refresh(): Promise<void> {
    this.#state = await this.#api.runs.queue();
  }

  apply(events: readonly ChangeEvent[]): void {
    for (const event of events) if (event.kind === 'queue') this.#state = event.queue;
  }
}

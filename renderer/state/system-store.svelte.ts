/** The machine's state for the status bar: asked for every few seconds, and at once when a run changes. */
import type { ChangeEvent, SystemStatus } from '../../main/api/contract/index.ts';
import type { FeedListener } from './change-feed.ts';

export interface SystemApi {
  readonly system: { status(): Promise<SystemStatus> };
}

/** How often the machine is asked, in milliseconds. */
const interval = 5_000;

export class SystemStore implements FeedListener {
  readonly #api: SystemApi;
  #status = $state.raw<SystemStatus | null>(null);
  #asking = false;

  constructor(api: SystemApi) {
    this.#api = api;
  }

  get status(): SystemStatus | null {
    return this.#status;
  }

  /** Asks until the returned function is called; not while the window is hidden. */
  start(): () => void {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.refresh();
    }, interval);
    return () => {
      clearInterval(timer);
    };
  }

  async refresh(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.#status = await this.#api.system.status();
    } catch {
      // The connection's own banner says what is wrong; the last known state stays.
    } finally {
      this.#asking = false;
    }
  }

  apply(events: readonly ChangeEvent[]): void {
    if (events.some((event) => event.kind === 'run' || event.kind === 'runRemoved')) void this.refresh();
  }
}

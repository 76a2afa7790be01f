/** Writes in their order that wait, and lose nothing, while another program holds the database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../base/errors.ts';

/** Milliseconds between two tries; each holds the thread for the store's own patience. */
const pause = 1500;

export class PatientWrites {
  readonly #waiting: (() => void)[] = [];
  readonly #onError: (error: unknown) => void;
  #isWriting = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param onError told of what a write fails with, beyond a locked database; what waits behind it is dropped */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /**
   * At once where nothing waits. A write is one transaction, and changes nothing else before its commit: it may be tried
   * again. A write that is added from within a write comes last.
   */
  add(write: () => void): void {
    this.#waiting.push(write);
    if (!this.#isWriting && this.#timer === null) this.#run();
  }

  /** Behind all that wait. Rejects with what it fails with; an aborted signal ends the waiting for a locked database. */
  async last(write: () => void, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#empty(signal);
      try {
        write();
        return;
      } catch (error) {
        if (!isLocked(error) || signal.aborted) throw error;
      }
      await rest(signal);
    }
  }

  async #empty(signal: AbortSignal): Promise<void> {
    while (this.#waiting.length > 0 && !signal.aborted) await rest(signal);
  }

  #run(): void {
    this.#timer = null;
    this.#isWriting = true;
    try {
      for (let write = this.#waiting[0]; write !== undefined; write = this.#waiting[0]) {
        write();
        this.#waiting.shift();
      }
    } catch (error) {
      if (isLocked(error)) {
        this.#timer = setTimeout(() => {
          this.#run();
        }, pause);
        return;
      }
      this.#waiting.length = 0;
      this.#onError(error);
    } finally {
      this.#isWriting = false;
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof UserError && error.code === 'experiments.databaseLocked';
}

function rest(signal: AbortSignal): Promise<void> {
  return sleep(pause, undefined, { signal }).catch(() => undefined);
}

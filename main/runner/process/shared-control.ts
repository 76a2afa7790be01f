/**
 * Pause and stop across threads. A word in shared memory instead of messages: the training thread sees it even while
 * an engine never lets its event loop turn.
 */
import type { TrainingControl } from '../../training/loop/control.ts';

const commands = { go: 0, pause: 1, stop: 2 } as const;
type Command = keyof typeof commands;

/** The longest interval that a timer takes, in milliseconds. */
const longest = 2 ** 31 - 1;

/** The hand that steers, in the process's main thread. */
export class ControlHandle {
  readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #word = new Int32Array(this.memory);

  /** A stop is final: what comes after it is ignored. */
  send(command: Command): void {
    if (Atomics.load(this.#word, 0) === commands.stop) return;
    Atomics.store(this.#word, 0, commands[command]);
    Atomics.notify(this.#word, 0);
  }
}

export interface ControlListener {
  paused(): void;
  resumed(): void;
  /**
   * A stop arrived and the loop asks whether to go on. `true` lets it run to the end of its epoch, so that no finished
   * step is thrown away where the end is near.
   */
  finishEpoch(): boolean;
}

/** What the training loop asks between chunks, in the worker thread. */
export class SharedControl implements TrainingControl {
  readonly learningRate = null;
  readonly #word: Int32Array;
  readonly #listener: ControlListener;

  constructor(memory: SharedArrayBuffer, listener: ControlListener) {
    this.#word = new Int32Array(memory);
    this.#listener = listener;
  }

  get pending(): boolean {
    return Atomics.load(this.#word, 0) !== commands.go;
  }

  async settle(): Promise<'continue' | 'stop'> {
    const paused = Atomics.load(this.#word, 0) === commands.pause;
    if (paused) await this.#whilePaused();
    if (Atomics.load(this.#word, 0) === commands.stop) return this.#listener.finishEpoch() ? 'continue' : 'stop';
    if (paused) this.#listener.resumed();
    return 'continue';
  }

  async #whilePaused(): Promise<void> {
    this.#listener.paused();
    // An asynchronous wait does not hold a thread open: without a timer, a paused thread would end with no result.
    const open = setInterval(() => undefined, longest);
    try {
      while (Atomics.load(this.#word, 0) === commands.pause) {
        const wait = Atomics.waitAsync(this.#word, 0, commands.pause);
        if (wait.async) await wait.value;
      }
    } finally {
      clearInterval(open);
    }
  }
}

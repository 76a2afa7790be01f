/**
 * Pause and stop across threads. A word in shared memory instead of messages: the training thread sees it even while
 * an engine never lets its event loop turn.
 */
import type { TrainingControl } from '../../training/loop/control.ts';

const commands = { go: 0, pause: 1, stop: 2 } as const;
type Command = keyof typeof commands;

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
    let paused = false;
    while (Atomics.load(this.#word, 0) === commands.pause) {
      if (!paused) this.#listener.paused();
      paused = true;
      const wait = Atomics.waitAsync(this.#word, 0, commands.pause);
      if (wait.async) await wait.value;
    }
    if (Atomics.load(this.#word, 0) === commands.stop) return this.#listener.finishEpoch() ? 'continue' : 'stop';
    if (paused) this.#listener.resumed();
    return 'continue';
  }
}

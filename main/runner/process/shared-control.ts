/**
 * Pause, stop and another learning rate across threads. Words in shared memory instead of messages: the training thread
 * sees them even while an engine never lets its event loop turn.
 */
import type { TrainingControl } from '../../training/loop/control.ts';

const commands = { go: 0, pause: 1, stop: 2 } as const;
type Command = keyof typeof commands;

/** The longest interval that a timer takes, in milliseconds. */
const longest = 2 ** 31 - 1;

/** Two words, the command and how many learning rates were sent, and then the last of those as a float64's bits. */
class ControlWords {
  readonly words: Int32Array;
  readonly rate: BigInt64Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, 2);
    this.rate = new BigInt64Array(memory, 8, 1);
  }
}

/** The hand that steers, in the process's main thread. */
export class ControlHandle {
  readonly memory = new SharedArrayBuffer(16);
  readonly #shared = new ControlWords(this.memory);

  /** A stop is final: what comes after it is ignored. */
  send(command: Command): void {
    const { words } = this.#shared;
    if (Atomics.load(words, 0) === commands.stop) return;
    Atomics.store(words, 0, commands[command]);
    Atomics.notify(words, 0);
  }

  /** @param rate in the place of the schedule's; null: the schedule's again */
  sendLearningRate(rate: number | null): void {
    const { words, rate: word } = this.#shared;
    const bits = new BigInt64Array(Float64Array.of(rate ?? Number.NaN).buffer);
    Atomics.store(word, 0, bits[0] ?? 0n);
    Atomics.add(words, 1, 1);
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
  readonly #shared: ControlWords;
  readonly #listener: ControlListener;

  constructor(memory: SharedArrayBuffer, listener: ControlListener) {
    this.#shared = new ControlWords(memory);
    this.#listener = listener;
  }

  get pending(): boolean {
    return this.#command() !== commands.go;
  }

  get learningRate(): number | null | undefined {
    const { words, rate } = this.#shared;
    if (Atomics.load(words, 1) === 0) return undefined;
    const [value = Number.NaN] = new Float64Array(BigInt64Array.of(Atomics.load(rate, 0)).buffer);
    return Number.isNaN(value) ? null : value;
  }

  async settle(): Promise<'continue' | 'stop'> {
    const paused = this.#command() === commands.pause;
    if (paused) await this.#whilePaused();
    if (this.#command() === commands.stop) return this.#listener.finishEpoch() ? 'continue' : 'stop';
    if (paused) this.#listener.resumed();
    return 'continue';
  }

  async #whilePaused(): Promise<void> {
    const { words } = this.#shared;
    this.#listener.paused();
    // An asynchronous wait does not hold a thread open: without a timer, a paused thread would end with no result.
    const open = setInterval(() => undefined, longest);
    try {
      while (this.#command() === commands.pause) {
        const wait = Atomics.waitAsync(words, 0, commands.pause);
        if (wait.async) await wait.value;
      }
    } finally {
      clearInterval(open);
    }
  }

  #command(): number {
    return Atomics.load(this.#shared.words, 0);
  }
}

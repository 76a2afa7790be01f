/** Gathers finished epochs, so that a run whose epochs take microseconds does not send a message for each. */
import type { CheckpointFile, EpochBatch } from './protocol.ts';

export interface FinishedEpoch {
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Trained so far, pauses left out. */
  readonly seconds: number;
  /** How many of them were spent outside the engine. */
  readonly outside: number;
}

export class EpochBuffer {
  readonly #send: (batch: EpochBatch) => void;
  readonly #clock: () => number;
  readonly #interval: number;
  #epochs: FinishedEpoch[] = [];
  #lastSent: FinishedEpoch | null = null;
  #sentAt = -Infinity;

  /**
   * @param clock milliseconds of any monotonic clock
   * @param interval milliseconds between two messages at the least
   */
  constructor(send: (batch: EpochBatch) => void, clock: () => number, interval = 30) {
    this.#send = send;
    this.#clock = clock;
    this.#interval = interval;
  }

  /** @param hold keeps it back in any case: a checkpoint that belongs to it is about to be written */
  add(epoch: FinishedEpoch, hold: boolean): void {
    this.#epochs.push(epoch);
    if (!hold && this.#clock() - this.#sentAt >= this.#interval) this.flush(null);
  }

  /** Sends what there is. `checkpoints`, where given, are on disk and belong to the last epoch added. */
  flush(checkpoints: readonly CheckpointFile[] | null): void {
    // An epoch that is gone already is sent again with its checkpoint: the later record replaces the earlier one.
    if (checkpoints !== null && this.#epochs.length === 0 && this.#lastSent !== null) this.#epochs.push(this.#lastSent);
    const [first] = this.#epochs;
    if (first === undefined) return;
    this.#lastSent = this.#epochs.at(-1) ?? null;
    const metrics = Object.keys(first.metrics);
    const values = new Float64Array(this.#epochs.length * metrics.length);
    this.#epochs.forEach((epoch, row) => {
      metrics.forEach((name, column) => {
        values[row * metrics.length + column] = epoch.metrics[name] ?? Number.NaN;
      });
    });
    this.#send({
      kind: 'epochs',
      start: first.epoch,
      metrics,
      values,
      seconds: Float64Array.from(this.#epochs, ({ seconds }) => seconds),
      outside: Float64Array.from(this.#epochs, ({ outside }) => outside),
      checkpoints: checkpoints === null ? null : [...checkpoints],
    });
    this.#epochs = [];
    this.#sentAt = this.#clock();
  }
}

/** Decides how many epochs the loop may look ahead, and shares their time among them. */
import type { EpochChunk } from '../../graph/engine.ts';
import { elementCount } from '../../graph/tensor.ts';
import { LookAheadSession } from './look-ahead.ts';
import type { TrainOptions } from './train-types.ts';

/** What is looked ahead takes at most this long: pause, stop and progress act in between. */
const targetMilliseconds = 25;
/** What the epochs are fed and, where it is kept, the state after each, in bytes. */
const mostMemory = 4 * 2 ** 20;
/** An epoch of more calls is no short one. */
const mostChunks = 6;
/** How much further than the last time: the time of an epoch is only known from the one before. */
const growth = 8;

export class EpochsAhead {
  readonly #options: TrainOptions;
  readonly #session: LookAheadSession | null;
  readonly #batchesPerEpoch: number;
  readonly #stateBytes: number;
  readonly #feedBytes: number;
  /** Milliseconds that an epoch takes; NaN before the first has been seen. */
  #epochMilliseconds = Number.NaN;
  /** Epochs before this one have run ahead, each in its share of the time. */
  #until = 0;
  #share = 0;
  /** Spent in the current epoch on looking ahead. */
  #spent = 0;
  #serves = false;
  #most = 1;

  constructor(options: TrainOptions, batchesPerEpoch: number) {
    const { session, program, settings } = options;
    this.#options = options;
    this.#batchesPerEpoch = batchesPerEpoch;
    // Gathering the gradients of several batches is a call for each of them.
    const able = session instanceof LookAheadSession && session.canLookAhead && settings.accumulate === 1;
    this.#session = able ? session : null;
    const state = Object.values(program.plan.state).map(({ shape }) => elementCount(shape.map(Number)));
    const noise = program.noise.map(({ shape }) => elementCount(shape));
    // Beside the noise, each row has its number and its weight.
    this.#feedBytes = 4 * options.rows.train.length * noise.reduce((sum, size) => sum + size, 2);
    this.#stateBytes = 4 * state.reduce((sum, size) => sum + size, 0);
  }

  /** Whether reading the session's state costs no more than a copy. */
  get hasState(): boolean {
    return this.#session === null || this.#session.hasState;
  }

  /** Whether the current epoch has been run ahead: then its calls say nothing about the time that calls take. */
  get serves(): boolean {
    return this.#serves;
  }

  /**
   * Call before an epoch. `chunks` are an epoch's calls if nothing changes until then; `steps` is how many steps the
   * loop would now put into one.
   */
  async begin(epoch: number, steps: number, chunks: (epoch: number) => EpochChunk[]): Promise<void> {
    const { settings, clock } = this.#options;
    this.#spent = 0;
    this.#serves = this.#session?.isAhead === true;
    if (this.#session === null || this.#serves || steps < this.#batchesPerEpoch) return;
    // The best weights so far are read after every epoch that is better.
    const states = settings.restoreBest || this.#session.wasRead;
    const most = Math.min(
      Math.floor(targetMilliseconds / this.#epochMilliseconds),
      Math.floor(mostMemory / (this.#feedBytes + (states ? this.#stateBytes : 0))),
      settings.epochs - epoch,
      this.#most * growth,
    );
    if (!(most >= 2)) return;
    const epochs = Array.from({ length: most }, (_, index) => chunks(epoch + index));
    if ((epochs[0]?.length ?? 0) > mostChunks) return;
    const began = clock();
    await this.#session.expect(epochs, { states });
    this.#spent = clock() - began;
    this.#share = this.#spent / most;
    this.#until = epoch + most;
    this.#most = most;
    this.#serves = true;
  }

  /** Call after it: what the epoch took in all and what part of that was not spent inside the engine. */
  end(epoch: number, took: number, engine: number): { readonly seconds: number; readonly overhead: number } {
    const share = epoch < this.#until ? this.#share : 0;
    const milliseconds = Math.max(0, took - this.#spent) + share;
    this.#epochMilliseconds = milliseconds;
    this.#spent = 0;
    const overhead = milliseconds === 0 ? 0 : Math.min(1, Math.max(0, 1 - (engine + share) / milliseconds));
    return { seconds: milliseconds / 1000, overhead };
  }
}

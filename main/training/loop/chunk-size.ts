/** How many steps go into one call of the engine: as many as keep it heard from. */

/** Pause, stop and progress act between chunks; longer feels dead. */
const targetMilliseconds = 100;
/** Beyond this the saving is nil and the fed tensors only grow. */
const mostSteps = 4096;
const growth = 8;

/** Chunking never changes a bit, so the size may follow the clock. */
export class ChunkSize {
  #steps = 1;

  get steps(): number {
    return this.#steps;
  }

  /** Learns from a chunk that took `milliseconds`. */
  observe(steps: number, milliseconds: number): void {
    const perStep = Math.max(milliseconds, 0.001) / steps;
    const wanted = Math.floor(targetMilliseconds / perStep);
    this.#steps = Math.max(1, Math.min(wanted, this.#steps * growth, mostSteps));
  }
}

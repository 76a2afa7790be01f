/** Says when a loss has gone beyond recovery: not a number, or so large that training has become a random walk. */

/**
 * A loss this many times the first one (or 1, if that was less) has exploded. Adam with an absurd learning rate never
 * reaches infinity: its steps have a fixed length, and the loss stays finite at 1e30.
 */
const mostTimes = 1e6;

export interface BadLoss {
  /** Index among the losses asked about. */
  readonly index: number;
  readonly loss: number;
}

export class ExplosionWatch {
  #limit: number | null;

  /** @param limit what an earlier watch on the same training had as its `limit` */
  constructor(limit: number | null) {
    this.#limit = limit;
  }

  /** A loss beyond this has exploded; null before the first loss. */
  get limit(): number | null {
    return this.#limit;
  }

  /** The first of these losses, steps in order, that is beyond recovery; null where none is. */
  find(losses: ArrayLike<number>): BadLoss | null {
    for (let index = 0; index < losses.length; index += 1) {
      const loss = losses[index] ?? Number.NaN;
      if (!Number.isFinite(loss)) return { index, loss };
      this.#limit ??= mostTimes * Math.max(1, Math.abs(loss));
      if (Math.abs(loss) > this.#limit) return { index, loss };
    }
    return null;
  }
}

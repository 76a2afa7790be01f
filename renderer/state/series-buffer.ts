/** The points of one metric of one run, kept as a growing typed array: `values[i]` belongs to epoch `i + 1`. */
import type { Curve, CurvePiece } from './curve.ts';

export class SeriesBuffer implements Curve {
  readonly whole = true;
  #values = new Float64Array(64);
  #length = 0;

  /** How many epochs from the first on are known. */
  get length(): number {
    return this.#length;
  }

  /** A view on the points, valid until the next append. A reading that was not finite is NaN. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  piece(): CurvePiece {
    return { epochs: null, values: this.values };
  }

  /** The reading of an epoch, counted from 1; NaN where there is none. */
  at(epoch: number): number {
    return epoch >= 1 && epoch <= this.#length ? (this.#values[epoch - 1] ?? NaN) : NaN;
  }

  knows(): boolean {
    return true;
  }

  near(epoch: number): number {
    return this.at(epoch);
  }

  need(): void {
    // All is here.
  }

  needAll(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Takes in points from epoch `start` on. Known epochs are written over, so that a piece that comes twice does no
   * harm. Answers false, and changes nothing, if epochs before `start` are missing: they must be asked for first.
   */
  append(start: number, points: ArrayLike<number | null>): boolean {
    const offset = start - 1;
    if (offset < 0 || offset > this.#length) return false;
    this.#reserve(offset + points.length);
    if (points instanceof Float64Array) this.#values.set(points, offset);
    else for (let index = 0; index < points.length; index += 1) this.#values[offset + index] = points[index] ?? NaN;
    this.#length = Math.max(this.#length, offset + points.length);
    return true;
  }

  /** Forgets the points after epoch `length`. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, Math.max(0, length));
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const grown = new Float64Array(Math.max(length, this.#values.length * 2));
    grown.set(this.#values.subarray(0, this.#length));
    this.#values = grown;
  }
}

/**
 * Metric points as they lie in the file: pieces of up to 1,024 float64 values, little-endian, and their steps as
 * int32 only where they do not count up by one. A row per point would take 2.5 times the space (measured).
 */
import { BugError } from '../base/errors.ts';

export const pointsPerBlob = 1024;

export interface PointBlob {
  readonly firstStep: number;
  readonly count: number;
  readonly values: Buffer;
  /** Null while `values[i]` belongs to step `firstStep + i`. */
  readonly steps: Buffer | null;
  /** Over the finite values; null where there is none. */
  readonly min: number | null;
  readonly max: number | null;
}

/** A blob that is being filled, one point at a time. */
export class PointBlobWriter {
  readonly #values = Buffer.alloc(pointsPerBlob * 8);
  readonly #steps = Buffer.alloc(pointsPerBlob * 4);
  #count = 0;
  #firstStep = 0;
  #lastStep = -Infinity;
  #regular = true;
  #min: number | null = null;
  #max: number | null = null;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count === pointsPerBlob;
  }

  /** Steps must increase, within this blob and from one to the next. */
  add(step: number, value: number): void {
    if (this.isFull || step <= this.#lastStep) {
      throw new BugError(`step ${step} after ${this.#lastStep} as point ${this.#count + 1} of a blob`);
    }
    if (this.#count === 0) this.#firstStep = step;
    else if (step !== this.#lastStep + 1) this.#regular = false;
    this.#values.writeDoubleLE(value, this.#count * 8);
    this.#steps.writeInt32LE(step, this.#count * 4);
    this.#lastStep = step;
    this.#count += 1;
    if (!Number.isFinite(value)) return;
    if (this.#min === null || value < this.#min) this.#min = value;
    if (this.#max === null || value > this.#max) this.#max = value;
  }

  /** Begins the next blob. */
  clear(): void {
    this.#count = 0;
    this.#regular = true;
    this.#min = null;
    this.#max = null;
  }

  /** What there is so far. Its buffers are this writer's own: store them before the next `add`. */
  blob(): PointBlob {
    return {
      firstStep: this.#firstStep,
      count: this.#count,
      values: this.#values.subarray(0, this.#count * 8),
      steps: this.#regular ? null : this.#steps.subarray(0, this.#count * 4),
      min: this.#min,
      max: this.#max,
    };
  }
}

export function decodePoints(blob: Pick<PointBlob, 'firstStep' | 'count' | 'values' | 'steps'>): {
  steps: number[];
  values: number[];
} {
  const steps: number[] = [];
  const values: number[] = [];
  for (let index = 0; index < blob.count; index++) {
    steps.push(blob.steps === null ? blob.firstStep + index : blob.steps.readInt32LE(index * 4));
    values.push(blob.values.readDoubleLE(index * 8));
  }
  return { steps, values };
}

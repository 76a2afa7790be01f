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

export interface Points {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Encodes at most 1,024 points whose steps increase. */
export function encodePoints({ steps, values }: Points): PointBlob {
  const count = values.length;
  const firstStep = steps[0];
  if (firstStep === undefined || steps.length !== count || count > pointsPerBlob) {
    throw new BugError(`a point blob of ${steps.length} steps and ${count} values`);
  }
  const valueBytes = Buffer.alloc(count * 8);
  let regular = true;
  let min: number | null = null;
  let max: number | null = null;
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? NaN;
    valueBytes.writeDoubleLE(value, index * 8);
    if (steps[index] !== firstStep + index) regular = false;
    if (Number.isFinite(value)) {
      if (min === null || value < min) min = value;
      if (max === null || value > max) max = value;
    }
  }
  let stepBytes: Buffer | null = null;
  if (!regular) {
    stepBytes = Buffer.alloc(count * 4);
    for (let index = 0; index < count; index++) stepBytes.writeInt32LE(steps[index] ?? 0, index * 4);
  }
  return { firstStep, count, values: valueBytes, steps: stepBytes, min, max };
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

/** Thins a long line to what a screen can show without losing a spike: one bucket per device pixel. */
import { pushExtremes } from '../../main/base/extremes.ts';
import { epochAt, placeOf, type CurvePiece } from '../state/curve.ts';

export interface Point {
  readonly x: number;
  /** NaN breaks the line. */
  readonly y: number;
}

/**
 * Points of epochs `from` to `to`, with one more on either side so that the line runs out of the picture. `buckets` is
 * the width in device pixels. A reading that is not a number stays as a break; a bucket that holds one keeps it.
 */
export function bucketPoints(piece: CurvePiece, from: number, to: number, buckets: number): Point[] {
  const { values } = piece;
  const first = Math.max(0, placeOf(piece, from) - 1);
  const last = Math.min(values.length - 1, placeOf(piece, Math.floor(to) + 1));
  const count = last - first + 1;
  if (count <= 0) return [];
  const width = Math.max(1, Math.floor(buckets));
  const kept: number[] = [];
  if (count <= width * 2) for (let index = first; index <= last; index += 1) kept.push(index);
  else {
    for (let bucket = 0; bucket < width; bucket += 1) {
      const start = first + Math.floor((bucket * count) / width);
      const end = first + Math.floor(((bucket + 1) * count) / width) - 1;
      if (end >= start) pushExtremes(kept, values, start, end);
    }
  }
  return kept.map((index) => ({ x: epochAt(piece, index), y: values[index] ?? NaN }));
}

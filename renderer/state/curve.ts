/** The points of one metric of one run as charts read them: all of them, or as many as a screen shows. */

/** Points in order of their epochs. */
export interface CurvePiece {
  /** The epoch of each value; null: `values[i]` belongs to epoch `i + 1`. */
  readonly epochs: Int32Array | null;
  /** A reading that is not finite, or missing, is NaN. */
  readonly values: Float64Array;
}

export interface Curve {
  /** The last epoch that has a point; 0 where there is none. */
  readonly length: number;
  /** Every point is here. */
  readonly whole: boolean;
  /** The best that is here of these epochs. */
  piece(from: number, to: number): CurvePiece;
  /** The reading of an epoch; NaN where there is none, or where it is not here. */
  at(epoch: number): number;
  /** Whether what `at` says of an epoch is all that there is to say. */
  knows(epoch: number): boolean;
  /** The reading of an epoch or, where it is not here, that of the nearest one that is. */
  near(epoch: number): number;
  /** Fetches what a screen shows of these epochs, if it is not here: of one epoch, its reading. */
  need(from: number, to: number): void;
  /** Fetches every point; `whole` and another curve afterwards. */
  needAll(): Promise<void>;
}

export function epochAt({ epochs }: CurvePiece, index: number): number {
  return epochs === null ? index + 1 : (epochs[index] ?? Infinity);
}

/** The first place whose epoch is at least this one; the number of points where there is none. */
export function placeOf({ epochs, values }: CurvePiece, epoch: number): number {
  if (epochs === null) return Math.max(0, Math.min(values.length, Math.ceil(epoch) - 1));
  let [low, high] = [0, epochs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((epochs[middle] ?? Infinity) < epoch) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a way of drawing test rows is. */

export interface DrawRequest {
  readonly rows: number;
  readonly testCount: number;
  /** Class of each row, from 0; null where the target is a number. */
  readonly classes: Int32Array | null;
  readonly seed: number;
}

/** Every row is in exactly one of the two, in the order drawn. */
export interface Draw {
  readonly test: Int32Array;
  readonly remainder: Int32Array;
}

export interface SplitMethod {
  draw(request: DrawRequest): Draw;
}

/** What a way of drawing test rows is. */
import type { Block } from '../recipe/blocks.ts';

export interface DrawRequest {
  readonly rows: number;
  /** Shares, as in the spec. */
  readonly test: number;
  readonly validation: number;
  /** `ceil(test * rows)`. */
  readonly testCount: number;
  /** Class of each row, from 0; null where the target is a number. */
  readonly classes: Int32Array | null;
  /** The column `by`, row by row; null for methods that need none. */
  readonly column: Block | null;
  readonly seed: number;
  readonly folds: number;
  /** From 0. */
  readonly fold: number;
}

/** Every row is in exactly one of them, in the order drawn. */
export interface Draw {
  readonly test: Int32Array;
  readonly remainder: Int32Array;
  /** Of the remainder; where a method does not say, its last ones. */
  readonly validation?: Int32Array;
}

export interface SplitMethod {
  /** Whether it reads the column `by`, and whether that says too much of a row to be a feature as well. */
  readonly column: 'none' | 'read' | 'readAndLeftOut';
  draw(request: DrawRequest): Draw;
}

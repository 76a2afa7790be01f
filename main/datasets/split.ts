/** Divides rows into training, validation and test rows. */
import { UserError } from '../base/errors.ts';
import type { Block } from './recipe/blocks.ts';
import { splitMethods } from './splits/registry.ts';
import type { SplitSpec } from './spec.ts';

/** Row numbers in the order drawn. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * The method draws the test rows; the validation rows are the last of the remainder in drawn order (Keras'
 * `validation_split`), so that `floor(n * (1 - validation))` of its n rows stay for training. A method may draw them too.
 *
 * @param classes class of each row, for methods that need one; null for regression
 * @param column the values of the column `by`, for methods that need one
 */
export function splitRows(
  rows: number,
  classes: Int32Array | null,
  spec: SplitSpec,
  column: Block | null = null,
): Split {
  const { test, validation, seed, folds = 5, fold = 0 } = spec;
  const testCount = Math.ceil(test * rows);
  const request = { rows, test, validation, testCount, classes, column, seed, folds, fold };
  const drawn = splitMethods[spec.method].draw(request);
  const trainCount = drawn.validation
    ? drawn.remainder.length
    : Math.floor(drawn.remainder.length * (1 - spec.validation));
  if (trainCount < 1) {
    throw new UserError('datasets.splitTooSmall', { rows, test, validation }, { path: 'data.split' });
  }
  return {
    train: drawn.remainder.slice(0, trainCount),
    validation: drawn.validation ?? drawn.remainder.slice(trainCount),
    test: drawn.test,
  };
}

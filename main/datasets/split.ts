/** Divides rows into training, validation and test rows. */
import { UserError } from '../base/errors.ts';
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
 * `validation_split`), so that `floor(n * (1 - validation))` of its n rows stay for training.
 *
 * @param classes class of each row, for methods that need one; null for regression
 */
export function splitRows(rows: number, classes: Int32Array | null, spec: SplitSpec): Split {
  const testCount = Math.ceil(spec.test * rows);
  const drawn = splitMethods[spec.method].draw({ rows, testCount, classes, seed: spec.seed });
  const trainCount = Math.floor(drawn.remainder.length * (1 - spec.validation));
  if (trainCount < 1) {
    throw new UserError(
      'datasets.splitTooSmall',
      { rows, test: spec.test, validation: spec.validation },
      { path: 'data.split' },
    );
  }
  return {
    train: drawn.remainder.slice(0, trainCount),
    validation: drawn.remainder.slice(trainCount),
    test: drawn.test,
  };
}

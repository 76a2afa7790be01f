/** What a regressor did on a set of rows, in the target's own units. */
import { BugError } from '../base/errors.ts';

export interface RegressionPoint {
  /** Row of the data set, from 0. */
  readonly row: number;
  readonly actual: number;
  readonly predicted: number;
}

export interface RegressionEvaluation {
  readonly kind: 'regression';
  readonly mse: number;
  readonly rmse: number;
  readonly mae: number;
  /** 1 − Σ(y−ŷ)² / Σ(y−ȳ)²; NaN where all targets are equal. */
  readonly r2: number;
  readonly points: readonly RegressionPoint[];
}

/** More points than this say no more in a scatter plot. */
const mostPoints = 2000;

/** Sums are in float64. Points are every k-th row, so that at most 2,000 are kept. */
export function evaluateRegression(
  rows: Int32Array,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): RegressionEvaluation {
  const count = rows.length;
  if (actual.length !== count || predicted.length !== count) {
    throw new BugError(`${count} rows, ${actual.length} targets, ${predicted.length} predictions`);
  }
  let squared = 0;
  let absolute = 0;
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const difference = (actual[index] ?? 0) - (predicted[index] ?? 0);
    squared += difference * difference;
    absolute += Math.abs(difference);
    sum += actual[index] ?? 0;
  }
  const mean = sum / count;
  let spread = 0;
  for (let index = 0; index < count; index += 1) spread += ((actual[index] ?? 0) - mean) ** 2;

  const stride = Math.max(1, Math.ceil(count / mostPoints));
  const points: RegressionPoint[] = [];
  for (let index = 0; index < count; index += stride) {
    points.push({ row: rows[index] ?? 0, actual: actual[index] ?? 0, predicted: predicted[index] ?? 0 });
  }
  const mse = squared / count;
  return {
    kind: 'regression',
    mse,
    rmse: Math.sqrt(mse),
    mae: absolute / count,
    r2: spread === 0 ? Number.NaN : 1 - squared / spread,
    points,
  };
}

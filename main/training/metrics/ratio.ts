/** Shared by the metrics that are one sum over another. */
import { weight } from './sums.ts';
import type { BatchSum, FinishContext } from './definition.ts';

/** A sum by the weight of the rows; not a number where there were none. */
export function ratio({ sum }: Pick<FinishContext<unknown>, 'sum'>, part: BatchSum): number {
  return (sum(part)[0] ?? Number.NaN) / (sum(weight)[0] ?? Number.NaN);
}

/** Mean over the outputs of what is made of each one's sum by the weight of the rows, and of its scale. */
export function meanOverOutputs(
  { sum, scales }: Pick<FinishContext<unknown>, 'sum' | 'scales'>,
  part: BatchSum,
  score: (mean: number, scale: number) => number,
): number {
  const whole = sum(weight)[0] ?? Number.NaN;
  const scores = Array.from(sum(part), (value, output) => score(value / whole, scales[output] ?? 1));
  return scores.reduce((total, one) => total + one, 0) / scores.length;
}

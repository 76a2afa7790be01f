/** Shared by the metrics of ranks: rows in the order of their scores, exactly, ties together. */
import { choice, type OptionsOf } from '../../models/fields.ts';
import type { FinishContext, MetricContext, RowValues } from './definition.ts';

export const rankingFields = {
  /** `macro`: the mean over the classes, each against all others; `weighted`: by how many rows each has. */
  average: choice({ default: 'macro', choices: ['macro', 'weighted'] }),
} as const;

/** [batch] of two classes: the output of the second; else [batch, classes or labels]. */
const scores: RowValues = {
  kind: 'rows',
  key: 'scores',
  build: ({ builder, output, targets }: MetricContext) =>
    targets.type.dtype === 'int32' && output.type.shape[1] === 2
      ? builder.reshape(builder.slice(output, 1, 1, 2), ['batch'])
      : output,
};
const truths: RowValues = { kind: 'rows', key: 'truths', build: ({ targets }) => targets };
const rowWeights: RowValues = { kind: 'rows', key: 'weights', build: ({ weights }) => weights };

export const rankingRows = [scores, truths, rowWeights] as const;

/** Rows of one score, all lower ones being behind them: the weight of those that are of the class, and of the others. */
export interface Tie {
  readonly positive: number;
  readonly negative: number;
}

/**
 * The mean of a score over the classes or labels, each against the rest; two classes are one question. A class that no
 * row has, or that all have, cannot be ranked and does not count; NaN where none can.
 */
export function rankedMean(
  { options: { average }, kind, rows }: FinishContext<OptionsOf<typeof rankingFields>>,
  score: (ties: readonly Tie[], positives: number, negatives: number) => number,
): number {
  const { data: values, width } = rows(scores);
  const { data: targets } = rows(truths);
  const { data: weights } = rows(rowWeights);
  const isOf = (row: number, column: number): boolean => {
    if (kind !== 'categorical') return (targets[row * width + column] ?? 0) >= 0.5;
    return targets[row] === (width === 1 ? 1 : column);
  };
  let [total, shares] = [0, 0];
  for (let column = 0; column < width; column += 1) {
    const ties = tiesOf(
      weights,
      (row) => values[row * width + column] ?? 0,
      (row) => isOf(row, column),
    );
    const positives = ties.reduce((sum, tie) => sum + tie.positive, 0);
    const negatives = ties.reduce((sum, tie) => sum + tie.negative, 0);
    if (!(positives > 0 && negatives > 0)) continue;
    const share = average === 'weighted' ? positives : 1;
    total += share * score(ties, positives, negatives);
    shares += share;
  }
  return total / shares;
}

/** From the highest score down. */
function tiesOf(
  weights: ArrayLike<number>,
  scoreOf: (row: number) => number,
  isOf: (row: number) => boolean,
): readonly Tie[] {
  const own = Float32Array.from({ length: weights.length }, (_, row) => scoreOf(row));
  const order = Uint32Array.from(own.keys()).sort((one, other) => (own[other] ?? 0) - (own[one] ?? 0));
  const ties: { positive: number; negative: number }[] = [];
  let last = Number.NaN;
  for (const row of order) {
    const score = own[row] ?? 0;
    if (score !== last) ties.push({ positive: 0, negative: 0 });
    last = score;
    const tie = ties.at(-1);
    if (tie !== undefined) tie[isOf(row) ? 'positive' : 'negative'] += weights[row] ?? 0;
  }
  return ties;
}

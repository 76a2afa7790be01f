/** Shared by precision, recall and F1: how the figures of single classes or labels become one. */
import { choice, type OptionsOf } from '../../models/fields.ts';
import type { FinishContext } from './definition.ts';
import { actual, predicted, truePositives } from './sums.ts';

/**
 * `binary`: that of one class of two; `macro`: the mean over the classes; `micro`: all classes counted together;
 * `weighted`: the mean by how many rows each class has; `auto`: `binary` for two classes, else `macro`.
 */
export const averageFields = {
  average: choice({ default: 'auto', choices: ['auto', 'binary', 'macro', 'micro', 'weighted'] }),
  /** Of two classes, the one that is looked for. Classes are in sorted order: `no`, `yes`; 0, 1. */
  positive: choice({ default: 'second', choices: ['second', 'first'] }),
} as const;

export type AverageOptions = OptionsOf<typeof averageFields>;

/** Rows taken for a class and of it, taken for it, and of it, by their weights. */
export interface Counts {
  readonly hits: number;
  readonly taken: number;
  readonly present: number;
}

export const countSums = [truePositives, predicted, actual] as const;

export function needsTwoClasses({ average }: AverageOptions): boolean {
  return average === 'binary';
}

/** A score with nothing to divide by counts as 0, as scikit-learn's `zero_division=0`. */
export function averaged(
  { options: { average, positive }, kind, sum }: FinishContext<AverageOptions>,
  score: (counts: Counts) => number,
): number {
  const [hits, taken, present] = [sum(truePositives), sum(predicted), sum(actual)];
  const all = Array.from(present, (count, index): Counts => ({
    hits: hits[index] ?? 0,
    taken: taken[index] ?? 0,
    present: count,
  }));
  const safe = (counts: Counts): number => {
    const value = score(counts);
    return Number.isFinite(value) ? value : 0;
  };
  const isBinary = kind === 'categorical' && (average === 'binary' || (average === 'auto' && all.length === 2));
  if (isBinary) return safe(all[positive === 'second' ? 1 : 0] ?? { hits: 0, taken: 0, present: 0 });
  // Labels are columns that are there whatever their rows; classes that no row has or is taken for do not count.
  const counted = kind === 'labels' ? all : all.filter((one) => one.taken + one.present > 0);
  if (average === 'micro') return safe(together(counted));
  const shares = average === 'weighted' ? counted.map((one) => one.present) : counted.map(() => 1);
  const total = shares.reduce((whole, share) => whole + share, 0);
  const scored = counted.reduce((whole, one, index) => whole + safe(one) * (shares[index] ?? 0), 0);
  return counted.length > 0 && total === 0 ? 0 : scored / total;
}

function together(all: readonly Counts[]): Counts {
  return all.reduce(
    (whole, one) => ({
      hits: whole.hits + one.hits,
      taken: whole.taken + one.taken,
      present: whole.present + one.present,
    }),
    { hits: 0, taken: 0, present: 0 },
  );
}

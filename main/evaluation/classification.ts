/** What a classifier did on a set of rows: confusion matrix, accuracy, and precision, recall and F1 by class. */
import { BugError } from '../base/errors.ts';
import { wilson, type Proportion } from './wilson.ts';

export interface ClassReport {
  readonly name: string;
  /** Rows of this class that were found, of those that are of it. */
  readonly recall: Proportion;
  /** Rows that are of this class, of those taken for it. */
  readonly precision: Proportion;
  /** Harmonic mean of both; 0 where the class is neither there nor predicted, as scikit-learn's `zero_division=0`. */
  readonly f1: number;
}

export interface ClassificationEvaluation {
  readonly kind: 'classification';
  readonly classes: readonly string[];
  /** counts[true][predicted]. */
  readonly counts: readonly (readonly number[])[];
  readonly accuracy: Proportion;
  readonly byClass: readonly ClassReport[];
}

/**
 * @param actual class index of each row
 * @param scores float32 [rows, classes], row-major; the highest wins, the first of equals
 */
export function evaluateClassification(
  classes: readonly string[],
  actual: Int32Array,
  scores: Float32Array,
): ClassificationEvaluation {
  const width = classes.length;
  if (scores.length !== actual.length * width) {
    throw new BugError(`scores: ${scores.length} values for ${actual.length} rows of ${width} classes`);
  }
  const counts = classes.map(() => new Array<number>(width).fill(0));
  let right = 0;
  actual.forEach((truth, row) => {
    const predicted = indexOfMaximum(scores.subarray(row * width, (row + 1) * width));
    const line = counts[truth];
    if (line === undefined) throw new BugError(`row ${row} has class ${truth} of ${width}`);
    line[predicted] = (line[predicted] ?? 0) + 1;
    if (predicted === truth) right += 1;
  });
  return {
    kind: 'classification',
    classes,
    counts,
    accuracy: wilson(right, actual.length),
    byClass: classes.map((name, index) => reportOf(name, index, counts)),
  };
}

function reportOf(name: string, index: number, counts: readonly (readonly number[])[]): ClassReport {
  const hits = counts[index]?.[index] ?? 0;
  const present = (counts[index] ?? []).reduce((sum, count) => sum + count, 0);
  const taken = counts.reduce((sum, line) => sum + (line[index] ?? 0), 0);
  return {
    name,
    recall: wilson(hits, present),
    precision: wilson(hits, taken),
    f1: present + taken === 0 ? 0 : (2 * hits) / (present + taken),
  };
}

/** The first of equals. */
export function indexOfMaximum(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}

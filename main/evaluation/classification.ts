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

/** Rows of one class that are taken for another, classes by their numbers. */
export interface Mistake {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

export interface ClassificationEvaluation {
  readonly kind: 'classification';
  readonly classes: readonly string[];
  /** counts[true][predicted]; empty where there are more than 200 classes. */
  readonly counts: readonly (readonly number[])[];
  /** In its place the commonest mistakes, at most 200, the commonest first; else empty. */
  readonly mistakes: readonly Mistake[];
  readonly accuracy: Proportion;
  readonly byClass: readonly ClassReport[];
}

/** Of more classes there is no matrix: it would have more cells than anybody looks at. */
export const mostMatrixClasses = 200;
const mostMistakes = 200;

/** @param actual, predicted class index of each row */
export function evaluateClassification(
  classes: readonly string[],
  actual: Int32Array,
  predicted: Int32Array,
): ClassificationEvaluation {
  const width = classes.length;
  if (predicted.length !== actual.length) {
    throw new BugError(`${predicted.length} predictions for ${actual.length} rows`);
  }
  const pairs = new Map<number, number>();
  const [present, taken, hits] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  actual.forEach((truth, row) => {
    const said = predicted[row] ?? -1;
    if (!(truth >= 0 && truth < width)) throw new BugError(`row ${row} has class ${truth} of ${width}`);
    present[truth] = (present[truth] ?? 0) + 1;
    taken[said] = (taken[said] ?? 0) + 1;
    if (said === truth) hits[truth] = (hits[truth] ?? 0) + 1;
    const pair = truth * width + said;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  });
  const hasMatrix = width <= mostMatrixClasses;
  return {
    kind: 'classification',
    classes,
    counts: hasMatrix ? classes.map((_, truth) => classes.map((__, said) => pairs.get(truth * width + said) ?? 0)) : [],
    mistakes: hasMatrix ? [] : commonestMistakes(pairs, width),
    accuracy: wilson(
      hits.reduce((sum, count) => sum + count, 0),
      actual.length,
    ),
    byClass: classes.map((name, index) => reportOf(name, hits[index] ?? 0, present[index] ?? 0, taken[index] ?? 0)),
  };
}

function commonestMistakes(pairs: ReadonlyMap<number, number>, width: number): Mistake[] {
  return Array.from(pairs, ([pair, count]) => ({ actual: Math.floor(pair / width), predicted: pair % width, count }))
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((one, other) => other.count - one.count || one.actual - other.actual || one.predicted - other.predicted)
    .slice(0, mostMistakes);
}

function reportOf(name: string, hits: number, present: number, taken: number): ClassReport {
  return {
    name,
    recall: wilson(hits, present),
    precision: wilson(hits, taken),
    f1: present + taken === 0 ? 0 : (2 * hits) / (present + taken),
  };
}

/** The class with the highest score of each row and that score. @param scores float32 [rows, width], row-major */
export function bestClasses(scores: Float32Array, width: number): { predicted: Int32Array; scores: Float32Array } {
  const rows = scores.length / width;
  const predicted = Int32Array.from({ length: rows }, (_, row) =>
    indexOfMaximum(scores.subarray(row * width, (row + 1) * width)),
  );
  return { predicted, scores: Float32Array.from(predicted, (index, row) => scores[row * width + index] ?? Number.NaN) };
}

/** The first of equals. */
export function indexOfMaximum(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}

/** Test rows of one run, those first that it is most wrong about. */
import type { JudgedRows } from './compare-rows.ts';

export interface TestedRow {
  /** Of the data set, from 0. */
  readonly row: number;
  /** Names of classes, or numbers. */
  readonly actual: string | number;
  readonly predicted: string | number;
  /** Score of the class predicted; null for numbers. */
  readonly score: number | null;
}

/** Names of classes; left out: any. */
export interface TestedCell {
  readonly actual?: string | undefined;
  readonly predicted?: string | undefined;
}

/**
 * Classes: the rows that are taken for another class, the surest first; with a cell of the confusion matrix the rows of
 * that cell, right ones too. Numbers: all rows, by the distance from what is true. Among equals by row. A target that is
 * missing (NaN, −1) is judged by nobody and left out.
 */
export function worstRows(judged: JudgedRows, cell: TestedCell = {}): TestedRow[] {
  const found = judged.kind === 'class' ? wrongClasses(judged, cell) : errors(judged);
  return found
    .toSorted((one, other) => other.weight - one.weight || one.row - other.row)
    .map(({ weight: _, ...row }) => row);
}

type Weighed = TestedRow & { readonly weight: number };

function wrongClasses(judged: Extract<JudgedRows, { kind: 'class' }>, cell: TestedCell): Weighed[] {
  const { rows, classes, scores } = judged;
  const anyCell = cell.actual === undefined && cell.predicted === undefined;
  return Array.from(rows).flatMap((row, position) => {
    const actual = classes[judged.actual[position] ?? -1];
    const predicted = classes[judged.predicted[position] ?? -1];
    if (actual === undefined || predicted === undefined) return [];
    const wanted = anyCell
      ? actual !== predicted
      : (cell.actual ?? actual) === actual && (cell.predicted ?? predicted) === predicted;
    if (!wanted) return [];
    const score = scores[position] ?? Number.NaN;
    return [{ row, actual, predicted, score, weight: Number.isFinite(score) ? score : 0 }];
  });
}

function errors({ rows, actual, predicted }: Extract<JudgedRows, { kind: 'value' }>): Weighed[] {
  return Array.from(rows).flatMap((row, position) => {
    const truth = actual[position] ?? Number.NaN;
    if (!Number.isFinite(truth)) return [];
    const said = predicted[position] ?? Number.NaN;
    const error = Math.abs(said - truth);
    // A prediction that is not a number is further from the truth than any number.
    return [{ row, actual: truth, predicted: said, score: null, weight: Number.isNaN(error) ? Infinity : error }];
  });
}

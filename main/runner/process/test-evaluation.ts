/** Judges a trained model on its test rows, output by output, in the form that the window draws. */
import { inOriginalUnit, type PreparedArrays, type PreparedTarget } from '../../datasets/prepared.ts';
import { evaluateClassification, indexOfMaximum } from '../../evaluation/classification.ts';
import { evaluateRegression } from '../../evaluation/regression.ts';
import type { OutputRows, TestResult } from './protocol.ts';

/** The predictions of one output of the model: its name (null: it is the only one), float32 [test rows, width], row-major. */
export interface OutputPredictions {
  readonly output: string | null;
  readonly values: Float32Array;
}

/** A judgement with what it is of. Intervals and counts are of rows, each counted once whatever its sample weight. */
interface Judged {
  readonly name: string;
  readonly evaluation: Readonly<Record<string, unknown>>;
  /** The same row by row; its name is given where there are several. */
  readonly rows: OutputRows;
}

/**
 * Predictions are kept in original units, [test rows, all outputs' widths], outputs in the order given.
 *
 * @param metrics of the test rows, by name
 */
export function judgeTest(
  data: PreparedArrays,
  metrics: Readonly<Record<string, number>>,
  outputs: readonly OutputPredictions[],
): TestResult {
  const parts = outputs.map(({ output, values }) => {
    const place = data.manifest.targets.findIndex((target) => target.output === output);
    const target = data.manifest.targets[place];
    const actual = data.targets[place];
    if (target === undefined || actual === undefined) throw new RangeError(`no target for ${output ?? 'the output'}`);
    return judgeOutput(target, actual, data.test, values);
  });
  const judged = parts.flatMap((part) => part.judged);
  const [only, ...others] = judged;
  const evaluation =
    only !== undefined && others.length === 0
      ? only.evaluation
      : { kind: 'outputs', outputs: judged.map(({ name, evaluation: part }) => ({ name, evaluation: part })) };
  return {
    metrics: Object.keys(metrics),
    values: Float64Array.from(Object.values(metrics)),
    evaluation,
    predictions: sideBySide(
      data.test.length,
      parts.map(({ predictions }) => predictions),
    ),
    rows: judged.map(({ name, rows }) => ({ ...rows, name: judged.length === 1 ? null : name })),
  };
}

interface JudgedOutput {
  readonly judged: Judged[];
  readonly predictions: Float32Array;
}

/** One output, on its test rows. `stored` is the whole target, `values` float32 [test rows, width] row by row. */
export function judgeOutput(
  target: PreparedTarget,
  stored: Int32Array | Float32Array,
  test: Int32Array,
  values: Float32Array,
): JudgedOutput {
  if (target.kind === 'categorical') {
    const actual = Int32Array.from(test, (row) => stored[row] ?? -1);
    const name = target.output ?? target.column;
    return { judged: [{ name, ...classified(target.classes, actual, values) }], predictions: values };
  }
  const { columns, kind, output } = target;
  const width = columns.length;
  const named = (column: string): string => (output === null ? column : width === 1 ? output : `${output}: ${column}`);
  const predictions: Float32Array = values.slice();
  const judged = columns.map((column, index): Judged => {
    const predicted = Float32Array.from(test, (_, position) => values[position * width + index] ?? Number.NaN);
    const actual = Float32Array.from(test, (row) => stored[row * width + index] ?? Number.NaN);
    if (kind === 'labels') return { name: named(column.column), ...labelled(actual, predicted) };
    const inOwnUnit = Float64Array.from(predicted, (value) => inOriginalUnit(column, value));
    inOwnUnit.forEach((value, position) => (predictions[position * width + index] = value));
    const truth = Float64Array.from(actual, (value) => inOriginalUnit(column, value));
    return { name: named(column.column), ...measured(test, truth, inOwnUnit) };
  });
  return { judged, predictions };
}

type Judgement = Pick<Judged, 'evaluation' | 'rows'>;

function classified(classes: readonly string[], actual: Int32Array, scores: Float32Array): Judgement {
  const { counts, accuracy, byClass } = evaluateClassification(classes, actual, scores);
  const width = classes.length;
  const predicted = Int32Array.from(actual, (_, row) =>
    indexOfMaximum(scores.subarray(row * width, (row + 1) * width)),
  );
  const best = Float32Array.from(predicted, (index, row) => scores[row * width + index] ?? Number.NaN);
  return {
    evaluation: {
      kind: 'classification',
      confusion: { classes, counts },
      accuracy,
      // Of a class that no test row has there is no recall to tell.
      recallByClass: byClass.filter(({ recall }) => recall.count > 0).map(({ name, recall }) => ({ name, ...recall })),
    },
    rows: { name: null, kind: 'class', actual: Int32Array.from(actual), predicted, scores: best },
  };
}

/** A label is there from a half on. */
function labelled(actual: Float32Array, probabilities: Float32Array): Judgement {
  const classes = Int32Array.from(actual, (value) => Number(value >= 0.5));
  const scores = Float32Array.from({ length: 2 * actual.length }, (_, index) => {
    const there = (probabilities[index >> 1] ?? 0) >= 0.5;
    return Number(index % 2 === 1 ? there : !there);
  });
  const { evaluation, rows } = classified(['0', '1'], classes, scores);
  const sure = Float32Array.from(probabilities, (value) => (value >= 0.5 ? value : 1 - value));
  return { evaluation, rows: rows.kind === 'class' ? { ...rows, scores: sure } : rows };
}

function measured(rows: Int32Array, actual: Float64Array, predicted: Float64Array): Judgement {
  return {
    evaluation: { kind: 'regression', points: evaluateRegression(rows, actual, predicted).points },
    rows: { name: null, kind: 'value', actual: Float64Array.from(actual), predicted: Float64Array.from(predicted) },
  };
}

/** [rows, width] of each part to [rows, sum of widths]. */
function sideBySide(rows: number, parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    for (const part of parts) {
      const width = part.length / rows;
      whole.set(part.subarray(row * width, (row + 1) * width), at);
      at += width;
    }
  }
  return whole;
}

/** Judges a trained model on its test rows, output by output, in the form that the window draws. */
import { BugError } from '../../base/errors.ts';
import {
  inOriginalUnit,
  type PreparedArrays,
  type PreparedManifest,
  type PreparedTarget,
} from '../../datasets/prepared.ts';
import { bestClasses, evaluateClassification, mostMatrixClasses } from '../../evaluation/classification.ts';
import { evaluateRegression } from '../../evaluation/regression.ts';
import { joined } from '../../training/loop/evaluate-rows.ts';
import type { OutputRows, TestResult } from './protocol.ts';

/** What one output of the model made of the test rows; its name, null: it is the only one. */
export type OutputPredictions = { readonly output: string | null } & (
  | { readonly predicted: Int32Array; /** Of the class predicted. */ readonly scores: Float32Array }
  /** float32 [test rows, width], row-major, as the model gives it out. */
  | { readonly values: Float32Array }
);

/** Gathers them batch by batch: of classes only the best, since there may be thousands. */
export class PredictionCollector {
  readonly #outputs: readonly { readonly output: string | null; readonly classes: number | null }[];
  readonly #values: Float32Array[][];
  readonly #predicted: Int32Array[][];

  /** @param outputs in the order of the program's predictions */
  constructor({ targets }: PreparedManifest, outputs: readonly (string | null)[]) {
    this.#outputs = outputs.map((output) => {
      const target = targets.find((one) => one.output === output);
      return { output, classes: target?.kind === 'categorical' ? target.classes.length : null };
    });
    this.#values = outputs.map(() => []);
    this.#predicted = outputs.map(() => []);
  }

  add(place: number, values: Float32Array): void {
    const classes = this.#outputs[place]?.classes ?? null;
    if (classes === null) {
      this.#values[place]?.push(values);
      return;
    }
    const best = bestClasses(values, classes);
    this.#predicted[place]?.push(best.predicted);
    this.#values[place]?.push(best.scores);
  }

  finish(): OutputPredictions[] {
    return this.#outputs.map(({ output, classes }, place) => {
      const values = joined(this.#values[place] ?? []);
      if (classes === null) return { output, values };
      return { output, predicted: joinedIntegers(this.#predicted[place] ?? []), scores: values };
    });
  }
}

function joinedIntegers(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A judgement with what it is of. Intervals and counts are of rows, each counted once whatever its sample weight. */
interface Judged {
  readonly name: string;
  readonly evaluation: Readonly<Record<string, unknown>>;
  /** The same row by row; its name is given where there are several. */
  readonly rows: OutputRows;
}

/** @param metrics of the test rows, by name */
export function judgeTest(
  data: PreparedArrays,
  metrics: Readonly<Record<string, number>>,
  outputs: readonly OutputPredictions[],
): TestResult {
  const judged = outputs.flatMap((predictions) => {
    const { output } = predictions;
    const place = data.manifest.targets.findIndex((target) => target.output === output);
    const target = data.manifest.targets[place];
    const actual = data.targets[place];
    if (target === undefined || actual === undefined) throw new RangeError(`no target for ${output ?? 'the output'}`);
    return judgeOutput(target, actual, data.test, predictions);
  });
  const [only, ...others] = judged;
  const evaluation =
    only !== undefined && others.length === 0
      ? only.evaluation
      : { kind: 'outputs', outputs: judged.map(({ name, evaluation: part }) => ({ name, evaluation: part })) };
  return {
    metrics: Object.keys(metrics),
    values: Float64Array.from(Object.values(metrics)),
    evaluation,
    rows: judged.map(({ name, rows }) => ({ ...rows, name: judged.length === 1 ? null : name })),
  };
}

/** One output, on its test rows. `stored` is the whole target. */
export function judgeOutput(
  target: PreparedTarget,
  stored: Int32Array | Float32Array,
  test: Int32Array,
  predictions: OutputPredictions,
): Judged[] {
  if (target.kind === 'categorical') {
    if (!('predicted' in predictions)) throw new BugError(`no classes for ${target.column}`);
    const actual = Int32Array.from(test, (row) => stored[row] ?? -1);
    const name = target.output ?? target.column;
    return [{ name, ...classified(target.classes, actual, predictions.predicted, predictions.scores) }];
  }
  if (!('values' in predictions)) throw new BugError(`no numbers for ${target.columns.length} columns`);
  const { values } = predictions;
  const { columns, kind, output } = target;
  const width = columns.length;
  const named = (column: string): string => (output === null ? column : width === 1 ? output : `${output}: ${column}`);
  return columns.map((column, index): Judged => {
    const predicted = Float32Array.from(test, (_, position) => values[position * width + index] ?? Number.NaN);
    const actual = Float32Array.from(test, (row) => stored[row * width + index] ?? Number.NaN);
    if (kind === 'labels') return { name: named(column.column), ...labelled(actual, predicted) };
    const inOwnUnit = Float64Array.from(predicted, (value) => inOriginalUnit(column, value));
    const truth = Float64Array.from(actual, (value) => inOriginalUnit(column, value));
    return { name: named(column.column), ...measured(test, truth, inOwnUnit) };
  });
}

type Judgement = Pick<Judged, 'evaluation' | 'rows'>;

/** Classes whose recall is told where there are too many to tell all: those that most rows have. */
const mostRecalls = 60;

function classified(
  classes: readonly string[],
  actual: Int32Array,
  predicted: Int32Array,
  scores: Float32Array,
): Judgement {
  const { counts, mistakes, accuracy, byClass } = evaluateClassification(classes, actual, predicted);
  // Of a class that no test row has there is no recall to tell.
  const present = byClass.filter(({ recall }) => recall.count > 0);
  const told =
    classes.length <= mostMatrixClasses
      ? present
      : present.toSorted((one, other) => other.recall.count - one.recall.count).slice(0, mostRecalls);
  return {
    evaluation: {
      kind: 'classification',
      confusion: { classes, counts, mistakes },
      accuracy,
      recallByClass: told.map(({ name, recall }) => ({ name, ...recall })),
    },
    rows: {
      name: null,
      kind: 'class',
      actual: Int32Array.from(actual),
      predicted: Int32Array.from(predicted),
      scores: Float32Array.from(scores),
    },
  };
}

/** A label is there from a half on. */
function labelled(actual: Float32Array, probabilities: Float32Array): Judgement {
  const there = (values: Float32Array): Int32Array => Int32Array.from(values, (value) => Number(value >= 0.5));
  const sure = probabilities.map((value) => (value >= 0.5 ? value : 1 - value));
  return classified(['0', '1'], there(actual), there(probabilities), sure);
}

function measured(rows: Int32Array, actual: Float64Array, predicted: Float64Array): Judgement {
  return {
    evaluation: { kind: 'regression', points: evaluateRegression(rows, actual, predicted).points },
    rows: { name: null, kind: 'value', actual: Float64Array.from(actual), predicted: Float64Array.from(predicted) },
  };
}

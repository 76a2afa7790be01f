/** The test rows of a run with what it made of them, and with their own values. */
import {
  evaluationsOf,
  testEvaluation,
  type TestedRows as TestedPage,
  type TestedRowsQuery,
} from '../api/contract/index.ts';
import { UserError } from '../base/errors.ts';
import type { JudgedRows } from '../evaluation/compare-rows.ts';
import { worstRows } from '../evaluation/worst-rows.ts';
import type { RunDetailRecord, TestRows } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';

export type RowCells = (
  datasetId: string,
  rows: readonly number[],
) => Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }>;

export interface RowSources {
  readonly store: ExperimentStore;
  readonly cells: RowCells;
}

/** Whether the rows are those of the data set: of a language model they are tokens of its text. */
export function hasRowsOfTable(store: ExperimentStore, { dataset, experiment }: RunDetailRecord): boolean {
  const { data } = experiment;
  const isText = typeof data === 'object' && data !== null && 'kind' in data && data['kind'] === 'text';
  return store.datasets.get(dataset.id).kind === 'table' && !isText;
}

/** By output; classes with the names that the evaluation gives them. */
export function testedRows(store: ExperimentStore, run: RunDetailRecord): Map<string | null, JudgedRows> {
  const rows = store.runs.splitRows(run.id)?.test ?? null;
  const kept = store.runs.testRows(run.id);
  if (rows === null || kept.length === 0) throw new UserError('comparison.noRows', { run: run.name });
  const evaluation = run.evaluation === null ? null : testEvaluation.parse(run.evaluation);
  const classesOf = new Map(
    evaluationsOf(evaluation).map(({ name, evaluation: one }) => [
      name,
      one.kind === 'classification' ? one.confusion.classes : [],
    ]),
  );
  return new Map(kept.map((output) => [output.name, judged(output, rows, classesOf.get(output.name) ?? [])]));
}

function judged(output: TestRows, rows: Int32Array, classes: readonly string[]): JudgedRows {
  return output.kind === 'class' ? { ...output, rows, classes } : { ...output, rows };
}

/** JSON knows no number that is not finite. */
export function finiteOrNull<Value extends string | number | null>(value: Value): Value | null {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

/** A page of the rows that a run is most wrong about. Throws UserError `comparison.noRows` or `comparison.noOutput`. */
export async function worstTestRows({ store, cells }: RowSources, query: TestedRowsQuery): Promise<TestedPage> {
  const run = store.runs.get(query.id);
  const byOutput = testedRows(store, run);
  const outputs = [...byOutput.keys()];
  const output = query.output === undefined ? (outputs[0] ?? null) : query.output;
  const judgedRows = byOutput.get(output);
  if (judgedRows === undefined) {
    throw new UserError('comparison.noOutput', { run: run.name, output: output ?? '', outputs: outputs.join(', ') });
  }
  const found = worstRows(judgedRows, query);
  const page = found.slice(query.offset, query.offset + query.limit);
  const numbers = page.map(({ row }) => row);
  const values = hasRowsOfTable(store, run) ? await cells(run.dataset.id, numbers) : null;
  return {
    outputs,
    output,
    kind: judgedRows.kind,
    classes: judgedRows.kind === 'class' ? [...judgedRows.classes] : [],
    tested: judgedRows.rows.length,
    total: found.length,
    rows: page.map(({ row, actual, predicted, score }) => ({
      row,
      actual: finiteOrNull(actual),
      predicted: finiteOrNull(predicted),
      score: finiteOrNull(score),
    })),
    cells: values === null ? null : { columns: [...values.columns], rows: values.rows.map((row) => [...row]) },
  };
}

/** The test rows of two runs beside each other, with the rows' own values. */
import { evaluationsOf, testEvaluation, type RowsComparison, type RowsComparisonQuery } from '../api/contract/index.ts';
import { UserError } from '../base/errors.ts';
import { compareRows, type ComparedRow, type JudgedRows } from '../evaluation/compare-rows.ts';
import type { RunDetailRecord, TestRows } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';

export type RowCells = (
  datasetId: string,
  rows: readonly number[],
) => Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }>;

interface Sources {
  readonly store: ExperimentStore;
  readonly cells: RowCells;
}

/** Throws UserError `comparison.otherData`, `.noRows`, `.otherTarget` or `.nothingCommon`. */
export async function compareTestRows({ store, cells }: Sources, query: RowsComparisonQuery): Promise<RowsComparison> {
  const [left, right] = [store.runs.get(query.left), store.runs.get(query.right)];
  if (left.dataset.hash !== right.dataset.hash) {
    throw new UserError('comparison.otherData', {
      left: left.name,
      leftData: left.dataset.name,
      right: right.name,
      rightData: right.dataset.name,
    });
  }
  const [one, other] = [testedRows(store, left), testedRows(store, right)];
  const outputs = [...one.keys()].filter((name) => other.get(name)?.kind === one.get(name)?.kind);
  const output = query.output === undefined ? outputs[0] : query.output;
  const [leftRows, rightRows] = [one, other].map((judged) => judged.get(output ?? null));
  if (output === undefined || leftRows === undefined || rightRows === undefined || targetOf(left) !== targetOf(right)) {
    const [leftTarget, rightTarget] = [targetOf(left), targetOf(right)];
    throw new UserError('comparison.otherTarget', { left: left.name, leftTarget, right: right.name, rightTarget });
  }
  const compared = compareRows(leftRows, rightRows);
  if (compared.common === 0) throw new UserError('comparison.nothingCommon', { left: left.name, right: right.name });
  const { kind, common, leftAlone, rightAlone, counts, p } = compared;
  const rows = compared.groups[query.group].slice(query.offset, query.offset + query.limit);
  const values =
    store.datasets.get(left.dataset.id).kind === 'table' ? await cells(left.dataset.id, numbersOf(rows)) : null;
  return {
    outputs,
    output,
    kind,
    common,
    leftAlone,
    rightAlone,
    counts: { ...counts },
    p,
    rows: rows.map(toRow),
    cells: values === null ? null : { columns: [...values.columns], rows: values.rows.map((row) => [...row]) },
  };
}

function numbersOf(rows: readonly ComparedRow[]): number[] {
  return rows.map(({ row }) => row);
}

/** By output; classes with the names that the evaluation gives them. */
function testedRows(store: ExperimentStore, run: RunDetailRecord): Map<string | null, JudgedRows> {
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

function targetOf({ experiment }: RunDetailRecord): string {
  const data = experiment['data'];
  const target = typeof data === 'object' && data !== null && 'target' in data ? data['target'] : 'class';
  return typeof target === 'string' ? target : JSON.stringify(target);
}

/** JSON knows no number that is not finite. */
function toRow({ row, actual, left, right, leftScore, rightScore }: ComparedRow): RowsComparison['rows'][number] {
  const finite = <Value extends string | number | null>(value: Value): Value | null =>
    typeof value === 'number' && !Number.isFinite(value) ? null : value;
  return {
    row,
    actual: finite(actual),
    left: finite(left),
    right: finite(right),
    leftScore: finite(leftScore),
    rightScore: finite(rightScore),
  };
}

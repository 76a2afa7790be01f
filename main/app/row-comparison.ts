/** The test rows of two runs beside each other, with the rows' own values. */
import type { RowsComparison, RowsComparisonQuery } from '../api/contract/index.ts';
import { UserError } from '../base/errors.ts';
import { compareRows, type ComparedRow } from '../evaluation/compare-rows.ts';
import { textSpecSchema } from '../datasets/spec.ts';
import type { RunDetailRecord } from '../experiments/records.ts';
import { finiteOrNull, hasRowsOfTable, testedRows, type RowSources } from './tested-rows.ts';

/** Throws UserError `comparison.otherData`, `.noRows`, `.otherTarget` or `.nothingCommon`. */
export async function compareTestRows(
  { store, cells }: RowSources,
  query: RowsComparisonQuery,
): Promise<RowsComparison> {
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
  const values = hasRowsOfTable(store, left) ? await cells(left.dataset.id, numbersOf(rows)) : null;
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

function targetOf({ experiment }: RunDetailRecord): string {
  const data = experiment['data'];
  // Tokens of two tokenizers are not the same things, and theirs are not the same rows.
  const text = textSpecSchema.safeParse(data);
  if (text.success) {
    const { column, tokenizer, vocabulary, lowercase, split } = text.data;
    return JSON.stringify({ column, tokenizer, vocabulary, lowercase, split });
  }
  const target = typeof data === 'object' && data !== null && 'target' in data ? data['target'] : 'class';
  return typeof target === 'string' ? target : JSON.stringify(target);
}

function toRow({ row, actual, left, right, leftScore, rightScore }: ComparedRow): RowsComparison['rows'][number] {
  return {
    row,
    actual: finiteOrNull(actual),
    left: finiteOrNull(left),
    right: finiteOrNull(right),
    leftScore: finiteOrNull(leftScore),
    rightScore: finiteOrNull(rightScore),
  };
}

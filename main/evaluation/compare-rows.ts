/** Which rows one run gets right and another wrong, or gets nearer to, of the rows that both were tested on. */
import { BugError } from '../base/errors.ts';
import { mcnemar } from './mcnemar.ts';

interface Judged {
  /** Row of the data set of each position, from 0. */
  readonly rows: Int32Array;
}

/** `classes` names what the numbers stand for: two runs need not number them alike. */
export interface JudgedClasses extends Judged {
  readonly kind: 'class';
  readonly classes: readonly string[];
  readonly actual: Int32Array;
  readonly predicted: Int32Array;
  /** Of the class predicted. */
  readonly scores: Float32Array;
}

export interface JudgedValues extends Judged {
  readonly kind: 'value';
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

export type JudgedRows = JudgedClasses | JudgedValues;

/** `left`: only the left run is right, or it is nearer; `both` and `neither`: both are right, neither is, or as near. */
export const rowGroups = ['left', 'right', 'neither', 'both'] as const;
export type RowGroup = (typeof rowGroups)[number];

export interface ComparedRow {
  /** Of the data set, from 0. */
  readonly row: number;
  /** Names of classes, or numbers. */
  readonly actual: string | number;
  readonly left: string | number;
  readonly right: string | number;
  /** Scores of the classes predicted; null for numbers. */
  readonly leftScore: number | null;
  readonly rightScore: number | null;
}

export interface RowComparison {
  readonly kind: JudgedRows['kind'];
  /** Rows that both were tested on. */
  readonly common: number;
  /** Test rows of one that are none of the other. */
  readonly leftAlone: number;
  readonly rightAlone: number;
  /** For numbers, as near is `both`, and there is no `neither`. */
  readonly counts: Readonly<Record<RowGroup, number>>;
  /** McNemar's exact test of `left` against `right`, two-sided; for numbers that is the sign test. */
  readonly p: number;
  /**
   * The rows of each group. Classes: those first of which a wrong run is surest; numbers: those first of which the
   * errors are furthest apart. Among equals by row.
   */
  readonly groups: Readonly<Record<RowGroup, readonly ComparedRow[]>>;
}

interface Weighed {
  readonly found: ComparedRow;
  readonly weight: number;
}

/** Both must be of one kind. A target that is missing (NaN, −1) is judged by nobody and left out. */
export function compareRows(left: JudgedRows, right: JudgedRows): RowComparison {
  const positions = new Map<number, number>();
  right.rows.forEach((row, position) => positions.set(row, position));
  const groups: Record<RowGroup, Weighed[]> = { left: [], right: [], neither: [], both: [] };
  let common = 0;
  left.rows.forEach((row, position) => {
    const other = positions.get(row);
    if (other === undefined) return;
    const judged = judge(left, position, right, other, row);
    if (judged === null) return;
    common += 1;
    groups[judged.group].push(judged);
  });
  const sorted = Object.fromEntries(
    rowGroups.map((group) => [
      group,
      groups[group].sort((a, b) => b.weight - a.weight || a.found.row - b.found.row).map(({ found }) => found),
    ]),
  ) as Record<RowGroup, ComparedRow[]>;
  const counts = Object.fromEntries(rowGroups.map((group) => [group, sorted[group].length])) as Record<
    RowGroup,
    number
  >;
  return {
    kind: left.kind,
    common,
    leftAlone: left.rows.length - common,
    rightAlone: right.rows.length - common,
    counts,
    p: mcnemar(counts.left, counts.right),
    groups: sorted,
  };
}

function judge(
  left: JudgedRows,
  at: number,
  right: JudgedRows,
  other: number,
  row: number,
): (Weighed & { readonly group: RowGroup }) | null {
  if (left.kind === 'value' && right.kind === 'value') return judgeValues(left, at, right, other, row);
  if (left.kind === 'class' && right.kind === 'class') return judgeClasses(left, at, right, other, row);
  throw new BugError(`rows of kind ${left.kind} beside rows of kind ${right.kind}`);
}

function judgeClasses(
  left: JudgedClasses,
  at: number,
  right: JudgedClasses,
  other: number,
  row: number,
): (Weighed & { readonly group: RowGroup }) | null {
  const actual = left.classes[left.actual[at] ?? -1];
  if (actual === undefined) return null;
  const found: ComparedRow = {
    row,
    actual,
    left: left.classes[left.predicted[at] ?? -1] ?? '',
    right: right.classes[right.predicted[other] ?? -1] ?? '',
    leftScore: left.scores[at] ?? Number.NaN,
    rightScore: right.scores[other] ?? Number.NaN,
  };
  const [one, two] = [found.left === actual, found.right === actual];
  const group = one ? (two ? 'both' : 'left') : two ? 'right' : 'neither';
  const weight = Math.max(one ? 0 : (found.leftScore ?? 0), two ? 0 : (found.rightScore ?? 0));
  return { found, group, weight: Number.isFinite(weight) ? weight : 0 };
}

function judgeValues(
  left: JudgedValues,
  at: number,
  right: JudgedValues,
  other: number,
  row: number,
): (Weighed & { readonly group: RowGroup }) | null {
  const actual = left.actual[at] ?? Number.NaN;
  if (!Number.isFinite(actual)) return null;
  const [one, two] = [left.predicted[at] ?? Number.NaN, right.predicted[other] ?? Number.NaN];
  const found: ComparedRow = { row, actual, left: one, right: two, leftScore: null, rightScore: null };
  // A prediction that is not a number is further from the truth than any number.
  const [leftError, rightError] = [one, two].map((value) => {
    const error = Math.abs(value - actual);
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }) as [number, number];
  const group = leftError === rightError ? 'both' : leftError < rightError ? 'left' : 'right';
  return { found, group, weight: leftError === rightError ? 0 : Math.abs(leftError - rightError) };
}

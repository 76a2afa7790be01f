/** Cuts a series into parts by time, and each part into windows of the past with a target ahead of them. */
import { UserError } from '../../base/errors.ts';
import { numbersOf, type Block } from '../recipe/blocks.ts';
import type { Split } from '../split.ts';
import type { SplitSpec, WindowSpec } from '../spec.ts';
import { groupNumbers } from '../splits/grouped.ts';
import { warning, type DataWarning } from '../types.ts';

export interface WindowRequest {
  /** Rows of the table that take part, in file order. */
  readonly rows: Int32Array;
  /** All rows of the table. */
  readonly tableRows: number;
  /** Whether what is to be predicted is known in a row. */
  readonly hasTarget: (row: number) => boolean;
  /** The columns `time` and `group` of all rows; null where none is named. */
  readonly time: Block | null;
  readonly group: Block | null;
  readonly window: WindowSpec;
  readonly split: Pick<SplitSpec, 'test' | 'validation'>;
}

export interface Windows {
  /** Of each part the rows whose target is predicted, series by series in order of time. A window is known by this row. */
  readonly split: Split;
  /** All rows of the table, by series and time: the rows of a window follow each other here. */
  readonly order: Int32Array;
  /** By row of the table: the place in `order` where its window begins; 0 where it has none. */
  readonly starts: Int32Array;
  /** Every row of the training part, what statistics are learnt from. */
  readonly trainingRows: Int32Array;
  readonly warnings: readonly DataWarning[];
}

const parts = ['train', 'validation', 'test'] as const;

/**
 * The last `ceil(test * n)` of n rows in time are the test part, and of the rows before them `floor(m * (1 - validation))`
 * the training part. Rows of one time are never parted: they go to the later part. A window lies in one part with all its
 * rows and its target; one that reaches from a part into the next is left out.
 *
 * Throws UserError `datasets.windowTooLong` for a part without room for a window, `datasets.windowNoTarget` for one whose
 * windows have no target, `datasets.windowTimeText`, `datasets.windowTimeMissing` and `datasets.splitTooSmall`.
 */
export function cutWindows(request: WindowRequest): Windows {
  const { rows, tableRows, hasTarget, group, window, split } = request;
  const times = readTimes(request);
  const inTime = rows.toSorted((one, other) => times(one) - times(other) || one - other);
  const ends = cutParts(inTime, times, split);
  const partOf = new Uint8Array(tableRows);
  inTime.forEach((row, place) => (partOf[row] = place < ends.train ? 0 : place < ends.validation ? 1 : 2));
  const groups = group === null ? new Int32Array(tableRows) : groupNumbers(group);
  const groupOf = (row: number): number => groups[row] ?? 0;
  // A stable sort: every series stays in order of time.
  const series = inTime.toSorted((one, other) => groupOf(one) - groupOf(other));
  const starts = new Int32Array(tableRows);
  const targets: Record<(typeof parts)[number], number[]> = { train: [], validation: [], test: [] };
  const longest = { train: 0, validation: 0, test: 0 };
  const reach = window.length - 1 + window.horizon;
  let short = 0;
  for (const { from, to } of runs(series, (row) => groupOf(row) * parts.length + (partOf[row] ?? 0))) {
    const part = parts[partOf[series[from] ?? 0] ?? 0] ?? 'train';
    longest[part] = Math.max(longest[part], to - from);
    if (to - from <= reach) short += 1;
    for (let start = from; start + reach < to; start += window.stride) {
      const row = series[start + reach] ?? 0;
      if (!hasTarget(row)) continue;
      starts[row] = start;
      targets[part].push(row);
    }
  }
  for (const part of parts) {
    if (targets[part].length > 0 || (part !== 'train' && split[part] === 0)) continue;
    if (longest[part] > reach) throw new UserError('datasets.windowNoTarget', { part }, { path: 'data.window' });
    const params = { part, rows: longest[part], needed: reach + 1 };
    throw new UserError('datasets.windowTooLong', params, { path: 'data.window.length' });
  }
  return {
    split: {
      train: Int32Array.from(targets.train),
      validation: Int32Array.from(targets.validation),
      test: Int32Array.from(targets.test),
    },
    order: withOthers(series, tableRows),
    starts,
    trainingRows: inTime.slice(0, ends.train),
    warnings: [
      ...(short === 0 ? [] : [warning('datasets.windowSeriesShort', { count: short, needed: reach + 1 })]),
      ...sameTimes(request, series, times, groupOf),
    ],
  };
}

export interface LastWindows {
  /** As in `Windows`. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  /** Rows with enough of a past, in file order: a window ends with each. */
  readonly rows: Int32Array;
}

/**
 * Windows of new rows, of which the future is to be told: one that ends with every row, that row included.
 *
 * Throws UserError `prediction.pastTooShort` where no series is long enough, `datasets.windowTimeText` and
 * `datasets.windowTimeMissing`.
 */
export function endingWindows({
  tableRows,
  time,
  group,
  length,
}: Pick<WindowRequest, 'tableRows' | 'time' | 'group'> & { readonly length: number }): LastWindows {
  const rows = Int32Array.from({ length: tableRows }, (_, row) => row);
  const times = readTimes({ rows, time });
  const groups = group === null ? new Int32Array(tableRows) : groupNumbers(group);
  const groupOf = (row: number): number => groups[row] ?? 0;
  const order = rows.toSorted(
    (one, other) => groupOf(one) - groupOf(other) || times(one) - times(other) || one - other,
  );
  const starts = new Int32Array(tableRows).fill(-1);
  let longest = 0;
  for (const { from, to } of runs(order, groupOf)) {
    longest = Math.max(longest, to - from);
    for (let end = from + length - 1; end < to; end += 1) starts[order[end] ?? 0] = end - length + 1;
  }
  const whole = rows.filter((row) => starts[row] !== -1);
  if (whole.length === 0) throw new UserError('prediction.pastTooShort', { rows: longest, needed: length });
  return { order, starts: starts.map((start) => Math.max(0, start)), rows: whole };
}

/** What rows are put in order by: where no column is named, their numbers. */
function readTimes({ rows, time }: Pick<WindowRequest, 'rows' | 'time'>): (row: number) => number {
  if (time === null) return (row) => row;
  const path = 'data.window.time';
  if (time.kind === 'texts') throw new UserError('datasets.windowTimeText', { column: time.name }, { path });
  const values = numbersOf(time);
  const missing = rows.find((row) => Number.isNaN(values[row]));
  if (missing !== undefined) {
    const params = { column: time.name, row: missing };
    throw new UserError('datasets.windowTimeMissing', params, { path, location: params });
  }
  return (row) => values[row] ?? 0;
}

/** Rows that take no part come last. */
function withOthers(series: Int32Array, tableRows: number): Int32Array {
  const takesPart = new Uint8Array(tableRows);
  for (const row of series) takesPart[row] = 1;
  const order = new Int32Array(tableRows);
  order.set(series);
  let place = series.length;
  for (let row = 0; row < tableRows; row += 1) if (takesPart[row] === 0) order[place++] = row;
  return order;
}

/** Where in `inTime` the training part and the validation part end. */
function cutParts(
  inTime: Int32Array,
  times: (row: number) => number,
  { test, validation }: WindowRequest['split'],
): { readonly train: number; readonly validation: number } {
  const count = inTime.length;
  const beforeSameTime = (end: number): number => {
    let place = end;
    const timeAt = (at: number): number => times(inTime[at] ?? 0);
    while (place > 0 && place < count && timeAt(place - 1) === timeAt(place)) place -= 1;
    return place;
  };
  const remainder = count - Math.ceil(test * count);
  const train = beforeSameTime(Math.floor(remainder * (1 - validation)));
  if (train < 1) {
    throw new UserError('datasets.splitTooSmall', { rows: count, test, validation }, { path: 'data.split' });
  }
  return { train, validation: beforeSameTime(remainder) };
}

/** Rows on end that have one key. */
function* runs(series: Int32Array, keyOf: (row: number) => number): Generator<{ from: number; to: number }> {
  let from = 0;
  for (let to = 1; to <= series.length; to += 1) {
    if (to < series.length && keyOf(series[to] ?? 0) === keyOf(series[from] ?? 0)) continue;
    yield { from, to };
    from = to;
  }
}

/** Rows of one series at one time: which of them comes first nobody can tell, and often they are of several series. */
function sameTimes(
  { time }: WindowRequest,
  series: Int32Array,
  times: (row: number) => number,
  groupOf: (row: number) => number,
): DataWarning[] {
  if (time === null) return [];
  const repeated = series.filter((row, place) => {
    const before = series[place - 1];
    return before !== undefined && groupOf(before) === groupOf(row) && times(before) === times(row);
  });
  const [row] = repeated;
  if (row === undefined) return [];
  return [warning('datasets.windowSameTime', { count: repeated.length, row }, { column: time.name })];
}

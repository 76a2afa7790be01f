/** What is to be predicted, from which rows, and how much each of them counts. */
import { BugError, UserError } from '../../base/errors.ts';
import type { TableManifest } from '../manifest.ts';
import { classCounts, targetFile, type PreparedTarget } from '../prepared.ts';
import type { Database } from '../process/database.ts';
import { takeRows, type Block } from '../recipe/blocks.ts';
import type { FitContext } from '../recipe/step.ts';
import { splitRows, type Split } from '../split.ts';
import { targetsOf, type TableSpec, type TargetColumns, type TargetUse } from '../spec.ts';
import { splitMethods } from '../splits/registry.ts';
import type { DataWarning } from '../types.ts';
import { findColumn, readColumn } from './features.ts';
import {
  classesOf,
  fitTarget,
  targetNumbers,
  targetShares,
  unseenClasses,
  usableRows,
  type Classes,
} from './targets.ts';
import { cutWindows, type Windows } from './windows.ts';

export interface PreparedTargets {
  readonly split: Split;
  /** Null: rows are learnt from one by one. */
  readonly windows: Windows | null;
  readonly targets: readonly { readonly target: PreparedTarget; readonly values: Int32Array | Float32Array }[];
  /** By row; null: all rows count the same. */
  readonly weights: Float32Array | null;
  readonly warnings: DataWarning[];
}

export interface TargetRequest {
  readonly database: Database;
  readonly table: string;
  readonly manifest: TableManifest;
  readonly spec: TableSpec;
  readonly uses: readonly TargetUse[];
  /** By row: 1 where it takes part; null: all rows do. */
  readonly chosen: Float64Array | null;
}

/** A target as it was read, before anything is learnt. */
type ReadTarget = TargetColumns &
  (
    | { readonly use: 'categorical'; readonly column: string; readonly classes: Classes }
    | { readonly use: Exclude<TargetUse, 'categorical'>; readonly numbers: readonly Float64Array[] }
  );

/** Only rows that are chosen and have every target are drawn; they keep their numbers. */
export async function prepareTargets(request: TargetRequest): Promise<PreparedTargets> {
  const { manifest, spec, uses, chosen } = request;
  const read: ReadTarget[] = [];
  for (const [index, target] of targetsOf(spec).entries()) {
    const use = uses[index];
    if (use === undefined) throw new BugError(`no use of target ${index}`);
    read.push(await readTarget(request, target, use));
  }
  const names = read.flatMap(({ columns }) => columns).join(', ');
  const isMissing = (row: number): boolean => read.some((target) => lacks(target, row));
  const { used, warnings } = usableRows(names, manifest.rows, chosen, isMissing);
  const stratified = read.find((target) => target.use === 'categorical');
  const classes = stratified === undefined ? null : used.map((row) => stratified.classes.indexes[row] ?? 0);
  const windows = await readWindows(request, isMissing);
  const split = windows?.split ?? splitUsed(used, classes, spec, await readSplitColumn(request));
  return {
    split,
    windows,
    targets: read.map((target, place) => settle(target, place, split.train, spec)),
    weights: await readWeights(request, used, split.train),
    warnings: [
      ...warnings,
      ...(windows?.warnings ?? []),
      ...read.flatMap((target) =>
        target.use === 'categorical' ? unseenClasses(target.classes, target.column, split.train) : [],
      ),
    ],
  };
}

async function readTarget(
  { database, table, manifest }: TargetRequest,
  target: TargetColumns,
  use: TargetUse,
): Promise<ReadTarget> {
  const read = async (name: string) => {
    const column = findColumn(manifest, name, 'datasets.targetMissing', 'data.target');
    return [column, await readColumn(database, table, column, manifest.rows)] as const;
  };
  if (use === 'categorical') {
    const [name, ...others] = target.columns;
    if (name === undefined || others.length > 0) throw new BugError(`${target.columns.length} columns of classes`);
    return { ...target, use, column: name, classes: classesOf(...(await read(name))) };
  }
  const numbers: Float64Array[] = [];
  const numbersOf = use === 'regression' ? targetNumbers : targetShares;
  for (const name of target.columns) numbers.push(numbersOf(...(await read(name))));
  return { ...target, use, numbers };
}

function lacks(target: ReadTarget, row: number): boolean {
  return target.use === 'categorical'
    ? target.classes.indexes[row] === -1
    : target.numbers.some((values) => Number.isNaN(values[row]));
}

/** The target as it is stored. */
function settle(
  read: ReadTarget,
  place: number,
  train: Int32Array,
  { preprocess }: TableSpec,
): PreparedTargets['targets'][number] {
  const { output } = read;
  if (read.use === 'categorical') {
    const { classes, indexes } = read.classes;
    const counts = classCounts(classes.length, indexes, train);
    const file = targetFile(place, 'categorical');
    return { target: { output, file, kind: 'categorical', column: read.column, classes, counts }, values: indexes };
  }
  const { numbers, use } = read;
  const kind = use === 'labels' ? 'labels' : 'regression';
  const standardize = use === 'regression' && preprocess.target === 'standardize';
  const columns = read.columns.map((column, index) =>
    fitTarget(column, numbers[index] ?? new Float64Array(), train, standardize),
  );
  const width = columns.length;
  const values = new Float32Array((numbers[0]?.length ?? 0) * width);
  columns.forEach(({ mean, standardDeviation }, index) => {
    numbers[index]?.forEach((value, row) => {
      values[row * width + index] = (value - mean) / standardDeviation;
    });
  });
  return { target: { output, file: targetFile(place, kind), kind, columns }, values };
}

/** The target that features can be encoded by: there must be one column, so that it is clear which. */
export function encodableTarget(targets: PreparedTargets['targets'], train: Int32Array): FitContext['target'] {
  const [only, ...others] = targets;
  if (only === undefined || others.length > 0) return null;
  const { target, values } = only;
  if (target.kind !== 'categorical' && target.columns.length > 1) return null;
  const classes = target.kind === 'categorical' ? target.classes.length : null;
  return { values: Array.from(train, (row) => values[row] ?? NaN), classes };
}

/** Splits positions among the used rows and turns them back into row numbers. */
function splitUsed(used: Int32Array, classes: Int32Array | null, spec: TableSpec, splitBy: Block | null): Split {
  const split = splitRows(used.length, classes, spec.split, splitBy && takeRows(splitBy, used));
  const rowsAt = (positions: Int32Array): Int32Array => positions.map((position) => used[position] ?? 0);
  return { train: rowsAt(split.train), validation: rowsAt(split.validation), test: rowsAt(split.test) };
}

/** The column that the split goes by; null for methods that need none, or where none is named. */
async function readSplitColumn({ database, table, manifest, spec }: TargetRequest): Promise<Block | null> {
  const { method, by } = spec.split;
  if (by === undefined || splitMethods[method].column === 'none') return null;
  const column = findColumn(manifest, by, 'datasets.splitColumnMissing', 'data.split.by');
  return readColumn(database, table, column, manifest.rows);
}

/** Windows over the rows that are chosen: one without a target is part of the past all the same. */
async function readWindows(
  { database, table, manifest, spec: { window, split }, chosen }: TargetRequest,
  isMissing: (row: number) => boolean,
): Promise<Windows | null> {
  if (window === undefined) return null;
  const read = async (name: string | undefined, option: 'time' | 'group'): Promise<Block | null> => {
    if (name === undefined) return null;
    const column = findColumn(manifest, name, 'datasets.windowColumnMissing', `data.window.${option}`);
    return readColumn(database, table, column, manifest.rows);
  };
  return cutWindows({
    rows: Int32Array.from({ length: manifest.rows }, (_, row) => row).filter((row) => chosen?.[row] !== 0),
    tableRows: manifest.rows,
    hasTarget: (row) => !isMissing(row),
    time: await read(window.time, 'time'),
    group: await read(window.group, 'group'),
    window,
    split,
  });
}

/** Throws UserError `datasets.weightInvalid` for a row that takes part and has no weight from 0 on. */
async function readWeights(
  { database, table, manifest, spec: { sampleWeight } }: TargetRequest,
  used: Int32Array,
  train: Int32Array,
): Promise<Float32Array | null> {
  if (sampleWeight === undefined) return null;
  const path = 'data.sampleWeight';
  const column = findColumn(manifest, sampleWeight, 'datasets.weightMissing', path);
  const block = await readColumn(database, table, column, manifest.rows);
  if (block.kind === 'texts') {
    throw new UserError('datasets.weightNotNumber', { column: sampleWeight, kind: column.kind }, { path });
  }
  const weights = Float32Array.from(block.values);
  const row = used.find((one) => !((weights[one] ?? NaN) >= 0));
  if (row !== undefined) {
    const value = block.values[row] ?? NaN;
    const params = { column: sampleWeight, row, value: Number.isNaN(value) ? null : value };
    throw new UserError('datasets.weightInvalid', params, { path, location: { column: sampleWeight, row } });
  }
  if (train.every((one) => weights[one] === 0)) {
    throw new UserError('datasets.weightsAllZero', { column: sampleWeight }, { path });
  }
  return weights;
}

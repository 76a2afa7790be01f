/** Turns the target column into classes or numbers, and says which rows have none. */
import { UserError } from '../../base/errors.ts';
import { compareCodePoints, numbersAt, numbersOf, textsOf, type Block } from '../recipe/blocks.ts';
import { moments } from '../recipe/statistics.ts';
import type { ManifestColumn } from '../manifest.ts';
import type { PreparedColumn } from '../prepared.ts';
import { warning, type DataWarning } from '../types.ts';

const path = 'data.target';

/** More classes than this are not classes: a network with so many outputs learns nothing from so few rows each. */
const mostClasses = 1000;
/** Rows without a target that are listed in the warning. */
const shownRows = 10;

export interface Classes {
  readonly classes: string[];
  /** Class of each row; -1 where it is missing. */
  readonly indexes: Int32Array;
}

/** Classes sorted as scikit-learn's LabelEncoder: numbers by size, texts by code point, false before true. */
export function classesOf({ name, kind }: ManifestColumn, block: Block): Classes {
  const values: readonly (string | number | null)[] =
    block.kind === 'texts'
      ? textsOf(block)
      : Array.from(numbersOf(block), (value) => (Number.isNaN(value) ? null : value));
  const distinct = [...new Set(values)].filter((value) => value !== null);
  const present = values.length - values.filter((value) => value === null).length;
  requireVariety(name, present, distinct.length);
  if (distinct.length > mostClasses) {
    throw new UserError(
      'datasets.tooManyClasses',
      { column: name, classes: distinct.length, most: mostClasses },
      { path },
    );
  }
  distinct.sort((one, other) =>
    typeof one === 'number' && typeof other === 'number' ? one - other : compareCodePoints(String(one), String(other)),
  );
  const numbers = new Map<string | number | null, number>(distinct.map((value, index) => [value, index]));
  return {
    classes: distinct.map((value) => (kind === 'boolean' ? String(value === 1) : String(value))),
    indexes: Int32Array.from(values, (value) => numbers.get(value) ?? -1),
  };
}

/** Checks a target of numbers. Throws UserError `datasets.targetNotNumber` for one of texts. */
export function targetNumbers(column: ManifestColumn, block: Block): Float64Array {
  const values = numbersOfTarget(column, block);
  const first = values.find((value) => !Number.isNaN(value));
  const varies = values.some((value) => value !== first && !Number.isNaN(value));
  requireVariety(column.name, Number(first !== undefined), varies ? 2 : 1);
  return values;
}

/** Checks a target of numbers from 0 to 1, taken as they are. Throws UserError `datasets.targetNotShare` for any other. */
export function targetShares(column: ManifestColumn, block: Block): Float64Array {
  const values = numbersOfTarget(column, block);
  const row = values.findIndex((value) => value < 0 || value > 1);
  if (row === -1) return values;
  const params = { column: column.name, row, value: values[row] ?? NaN };
  throw new UserError('datasets.targetNotShare', params, { path, location: { column: column.name, row } });
}

function numbersOfTarget({ name, kind }: ManifestColumn, block: Block): Float64Array {
  if (block.kind === 'texts') throw new UserError('datasets.targetNotNumber', { column: name, kind }, { path });
  return block.values;
}

function requireVariety(column: string, present: number, distinct: number): void {
  if (present === 0) throw new UserError('datasets.targetEmpty', { column }, { path, location: { column } });
  if (distinct < 2) throw new UserError('datasets.targetConstant', { column }, { path, location: { column } });
}

/**
 * Of the rows that are `chosen` (1; null: all are) those whose target is there, in file order, and warnings that count the
 * others and list those without a target.
 */
export function usableRows(
  column: string,
  rows: number,
  chosen: Float64Array | null,
  isMissing: (row: number) => boolean,
): { used: Int32Array; warnings: DataWarning[] } {
  const all = new Int32Array(rows);
  let count = 0;
  const dropped: number[] = [];
  let outside = 0;
  for (let row = 0; row < rows; row++) {
    if (chosen?.[row] === 0) outside += 1;
    else if (isMissing(row)) dropped.push(row);
    else all[count++] = row;
  }
  const used = all.slice(0, count);
  const warnings = outside === 0 ? [] : [warning('datasets.rowsFilteredOut', { count: outside, rows })];
  if (dropped.length === 0) return { used, warnings };
  const listed = dropped.slice(0, shownRows).join(', ') + (dropped.length > shownRows ? ' …' : '');
  return {
    used,
    warnings: [...warnings, warning('datasets.targetMissingRows', { count: dropped.length, rows: listed }, { column })],
  };
}

/** How a column of numbers to predict is stored, learnt from the training rows. */
export function fitTarget(
  column: string,
  values: Float64Array,
  train: Int32Array,
  standardize: boolean,
): PreparedColumn {
  const { mean, standardDeviation } = moments(numbersAt(values, train));
  if (!standardize) return { column, mean: 0, standardDeviation: 1, center: mean };
  return { column, mean, standardDeviation: standardDeviation === 0 ? 1 : standardDeviation, center: 0 };
}

/** Classes that the network never sees in training. */
export function unseenClasses({ classes, indexes }: Classes, column: string, train: Int32Array): DataWarning[] {
  const seen = new Set(Array.from(train, (row) => indexes[row]));
  const unseen = classes.filter((_, index) => !seen.has(index));
  return unseen.map((value) => warning('datasets.classNotInTraining', { value }, { column }));
}

/** Finds the kind of every column from all of its cells, and the cells that stand in the way of a simpler one. */
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import type { Database } from '../process/database.ts';
import type { PlaceOf } from './read-table.ts';
import type { DecimalMark } from '../text/decimal.ts';
import { warning, type ColumnKind, type DataWarning } from '../types.ts';

/** What the cells of a column that are not missing read as. */
export interface ColumnScan {
  readonly present: number;
  readonly numbers: number;
  readonly integers: number;
  readonly booleans: number;
  readonly dates: number;
  /** Whole numbers written with leading zeros: codes, not quantities. */
  readonly padded: number;
  /** Numbers that are infinite or NaN. */
  readonly nonFinite: number;
}

export interface TableScan {
  readonly rows: number;
  readonly columns: readonly ColumnScan[];
}

/** What to read a number from: with a decimal comma, a point parts nothing that could be a fraction. */
const numberText = (cell: string, decimal: DecimalMark): string =>
  decimal === '.' ? cell : `CASE WHEN NOT contains(${cell}, '.') THEN replace(${cell}, ',', '.') END`;

/**
 * SQL conditions on a text cell, each with what is cheap and settles most cells first. DuckDB's own casts take `1_000`
 * for a number, which no other tool writes.
 */
const asNumber = (cell: string, decimal: DecimalMark): string => `TRY_CAST(${numberText(cell, decimal)} AS DOUBLE)`;
const asInteger = (cell: string): string => `TRY_CAST(${cell} AS BIGINT)`;
/** No number, infinite ones among them, and no date begins otherwise. */
const mayBeNumber = (cell: string): string => `(ord(${cell}) < 58 OR ord(${cell}) IN (73, 78, 105, 110))`;
const isNumber = (cell: string, decimal: DecimalMark): string =>
  `CASE WHEN ${mayBeNumber(cell)} THEN ${asNumber(cell, decimal)} IS NOT NULL AND NOT contains(${cell}, '_') ELSE false END`;
const isDigits = (cell: string): string =>
  `(${asInteger(cell)} IS NOT NULL AND NOT contains(${cell}, '.') AND regexp_full_match(trim(${cell}), '[+-]?[0-9]+'))`;
const isBoolean = (cell: string): string => `(lower(trim(${cell})) IN ('true', 'false'))`;
const isDate = (cell: string): string =>
  `(regexp_matches(${cell}, '^\\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') AND TRY_CAST(${cell} AS TIMESTAMP) IS NOT NULL)`;
const isPadded = (cell: string): string => `regexp_matches(${cell}, '^\\s*0[0-9]')`;
const isNonFinite = (cell: string, decimal: DecimalMark): string =>
  `(${isNumber(cell, decimal)} AND NOT isfinite(${asNumber(cell, decimal)}))`;

/** What a cell reads as; no cell is two of them. */
const cellClasses = ['other', 'number', 'nonFinite', 'integer', 'padded', 'boolean', 'date'] as const;
type CellClass = (typeof cellClasses)[number];
const classCode = (name: CellClass): string => String(cellClasses.indexOf(name));

/** SQL for the class of a cell, as its place among the classes; null for a missing cell. */
function classOf(cell: string, decimal: DecimalMark): string {
  const number = `CASE WHEN isfinite(${asNumber(cell, decimal)}) THEN ${classCode('number')} ELSE ${classCode('nonFinite')} END`;
  const digits = `CASE WHEN ${isPadded(cell)} THEN ${classCode('padded')} ELSE ${classCode('integer')} END`;
  const numeric = `CASE
    WHEN ${asInteger(cell)}::VARCHAR = ${cell} THEN ${classCode('integer')}
    WHEN ${isDigits(cell)} THEN ${digits}
    WHEN ${isNumber(cell, decimal)} THEN ${number}
    WHEN ${isDate(cell)} THEN ${classCode('date')}
    WHEN ${isBoolean(cell)} THEN ${classCode('boolean')}
    ELSE ${classCode('other')} END`;
  return `(CASE WHEN ${cell} IS NULL THEN NULL WHEN ${mayBeNumber(cell)} THEN ${numeric}
    WHEN ${isBoolean(cell)} THEN ${classCode('boolean')} ELSE ${classCode('other')} END)::UTINYINT`;
}

/** Counts what the cells of columns read as. @param cells SQL names of text columns of the relation */
export async function scanTable(
  database: Database,
  relation: string,
  cells: readonly string[],
  decimal: DecimalMark,
): Promise<TableScan> {
  const classes = cells.map((cell, index) => `${classOf(cell, decimal)} AS k${index}`);
  // One count for each class would be too much to plan for a table of many columns.
  const counts = cells.map((_, index) => `histogram(k${index})::VARCHAR`);
  const [rows, ...found] = await database.row(
    `SELECT ${['count(*)::DOUBLE', ...counts].join(', ')} FROM (SELECT ${['1', ...classes].join(', ')} FROM ${relation})`,
  );
  const columns = cells.map((_, index): ColumnScan => {
    const ofClass = new Map(
      Array.from(String(found[index]).matchAll(/(\d+)=(\d+)/gu), ([, code = '', count]) => [code, Number(count)]),
    );
    const [other = 0, number = 0, nonFinite = 0, integer = 0, padded = 0, booleans = 0, dates = 0] = cellClasses.map(
      (name) => ofClass.get(classCode(name)),
    );
    const integers = integer + padded;
    const numbers = number + nonFinite + integers;
    return { present: other + numbers + booleans + dates, numbers, integers, booleans, dates, padded, nonFinite };
  });
  return { rows: Number(rows), columns };
}

/** How many cells of text columns are numbers, by column. */
export async function countNumbers(
  database: Database,
  relation: string,
  cells: readonly string[],
  decimal: DecimalMark,
): Promise<number[]> {
  if (cells.length === 0) return [];
  const counts = cells.map((cell) => `(count(*) FILTER (WHERE ${isNumber(cell, decimal)}))::DOUBLE`);
  return (await database.row(`SELECT ${counts.join(', ')} FROM ${relation}`)).map(Number);
}

/** The kind that all cells agree on; `text` where there is none. Whether a text is a category is found out later. */
export function kindOf(scan: ColumnScan): Exclude<ColumnKind, 'category'> {
  const { present } = scan;
  if (present === 0) return 'text';
  if (scan.booleans === present) return 'boolean';
  if (scan.integers === present) return scan.padded > 0 ? 'text' : 'integer';
  if (scan.numbers === present) return 'number';
  if (scan.dates === present) return 'date';
  return 'text';
}

/** What the format states, where the column has cells at all; else what they agree on. */
export function declaredOr(declared: ColumnKind | undefined, scan: ColumnScan): ColumnKind {
  return declared !== undefined && scan.present > 0 ? declared : kindOf(scan);
}

/** A count of different values that no categories have, even where it is an estimate. */
export const surelyTooManyCategories = 1500;

/** Texts with few different values are categories: at most 20, or 1,000 that each come five times on average. */
export function isCategory(present: number, distinct: number): boolean {
  return distinct <= present / 2 && (distinct <= 20 || (distinct <= 1000 && distinct <= present / 5));
}

/** Whether cells of the kind are stored as they are written. */
export function isText(kind: ColumnKind | undefined): boolean {
  return kind === 'text' || kind === 'category';
}

/** Whether a column stays a text whatever other cells it has. */
export function isSurelyText({ present, numbers, booleans, dates }: ColumnScan): boolean {
  return present > numbers + booleans + dates || [numbers, booleans, dates].filter((count) => count > 0).length > 1;
}

/** SQL that turns a text cell into its kind; null where it is none. */
export function castTo(kind: ColumnKind, cell: string, decimal: DecimalMark): string {
  switch (kind) {
    case 'integer': {
      const value = asInteger(cell);
      return `CASE WHEN ${value}::VARCHAR = ${cell} THEN ${value} WHEN ${isDigits(cell)} THEN ${value} END`;
    }
    case 'number':
      return `CASE WHEN NOT contains(${cell}, '_') THEN ${asNumber(cell, decimal)} END`;
    case 'boolean':
      return `CASE lower(trim(${cell})) WHEN 'true' THEN true WHEN '1' THEN true WHEN 'false' THEN false WHEN '0' THEN false END`;
    case 'date':
      return `TRY_CAST(${cell} AS TIMESTAMP)`;
    case 'category':
    case 'text':
      return cell;
    default:
      return kind satisfies never;
  }
}

/**
 * SQL condition on a cell and the value that `castTo` made of it: whether the cell leaves the kind that a column was
 * found to have as it is. It may be stricter than need be.
 */
export function keepsKind(kind: ColumnKind, cell: string, value: string): string {
  switch (kind) {
    case 'integer':
      return `(ord(${cell}) > 48 OR NOT ${isPadded(cell)})`;
    case 'number':
      return `isfinite(${value})`;
    case 'boolean':
      return isBoolean(cell);
    case 'date':
      return isDate(cell);
    case 'category':
    case 'text':
      return 'true';
    default:
      return kind satisfies never;
  }
}

export interface FoundCell {
  readonly row: number;
  readonly value: string;
}

/** The first cell, by row, that is not missing and fails a condition. */
async function firstCell(
  database: Database,
  relation: string,
  cell: string,
  condition: string,
): Promise<FoundCell | null> {
  const [found] = await database.rows(
    `SELECT row::DOUBLE, ${cell} FROM (SELECT row_number() OVER () - 1 AS row, ${cell} FROM ${relation})
     WHERE ${cell} IS NOT NULL AND NOT ${condition} ORDER BY row LIMIT 1`,
  );
  return found ? { row: Number(found[0]), value: String(found[1]) } : null;
}

/** Columns beyond these get no warning of their own: each costs a pass over the file. */
const mostWarnedColumns = 20;

/** A table as its cells are looked at. */
export interface CellTable {
  readonly database: Database;
  /** A table expression with the column of this place as text, called `c` and the place. */
  readonly relationOf: (index: number) => string;
  readonly columns: readonly string[];
  readonly decimal: DecimalMark;
  readonly placeOf: PlaceOf;
}

/** Says which cells keep a column from being numbers, and which numbers cannot be computed with. */
export async function cellWarnings(
  { database, relationOf, columns, decimal, placeOf }: CellTable,
  kinds: readonly ColumnKind[],
  scan: TableScan,
): Promise<DataWarning[]> {
  const warnings: DataWarning[] = [];
  for (const [index, column] of scan.columns.entries()) {
    const name = columns[index] ?? '';
    const kind = kinds[index];
    const others = column.present - column.numbers;
    if (column.present === 0) {
      warnings.push(warning('datasets.columnEmpty', {}, { column: name }));
      continue;
    }
    const almost = others > 0 && (others <= column.present / 10 || (others === 1 && column.present >= 4));
    const mostly = (kind === 'text' || kind === 'category') && almost;
    const unbounded = kind === 'number' && column.nonFinite > 0;
    if ((!mostly && !unbounded) || warnings.length >= mostWarnedColumns) continue;
    const cell = `c${index}`;
    const condition = mostly ? isNumber(cell, decimal) : `NOT ${isNonFinite(cell, decimal)}`;
    const found = await firstCell(database, relationOf(index), cell, condition);
    if (!found) continue;
    const place = await placeOf(found.row);
    const code = mostly ? 'datasets.mostlyNumber' : 'datasets.nonFinite';
    const params = {
      count: mostly ? others : column.nonFinite,
      row: found.row,
      value: found.value,
      line: place?.line ?? null,
      file: place?.file ?? null,
    };
    warnings.push(warning(code, params, { column: name, ...(place === undefined ? {} : { line: place.line }) }));
  }
  return warnings;
}

/** Refuses a kind that the person chose for a column that is not there. */
export function requireChosen(columns: readonly string[], file: string, chosen: ReadonlyMap<string, ColumnKind>): void {
  for (const column of chosen.keys()) {
    if (columns.includes(column)) continue;
    const params = { column, nearest: nearestName(column, columns), columns: columns.join(', ') };
    throw new UserError('datasets.kindOfUnknownColumn', params, { location: { file } });
  }
}

/** Refuses a kind that the person chose for a column whose cells it does not fit, naming the first. */
export async function checkChosenKinds(
  { database, relationOf, columns, decimal, placeOf }: CellTable,
  file: string,
  chosen: ReadonlyMap<string, ColumnKind>,
): Promise<void> {
  for (const [name, kind] of chosen) {
    if (kind === 'text' || kind === 'category') continue;
    const index = columns.indexOf(name);
    const cell = `c${index}`;
    const found = await firstCell(database, relationOf(index), cell, `(${castTo(kind, cell, decimal)}) IS NOT NULL`);
    if (!found) continue;
    const place = (await placeOf(found.row)) ?? { file, line: found.row + 1 };
    throw new UserError(
      'datasets.kindDoesNotFit',
      { column: name, kind, value: found.value, row: found.row, ...place },
      { location: { column: name, row: found.row, ...place } },
    );
  }
}

/** Columns that an experiment computes in SQL, and the condition by which it chooses rows. */
import { UserError } from '../../base/errors.ts';
import type { TableManifest, ManifestColumn } from '../manifest.ts';
import type { Database } from '../process/database.ts';
import { sqlName } from '../process/sql.ts';
import type { TableSpec } from '../spec.ts';
import type { ColumnKind } from '../types.ts';
import { isCategory } from './kinds.ts';
import { requireRowExpression } from './row-expression.ts';

/** A stored table with the columns that an experiment adds to it. Its rows keep their numbers. */
export interface ComputedTable {
  /** As SQL reads it. */
  readonly table: string;
  readonly manifest: TableManifest;
}

/**
 * Adds `compute` to a table. Throws UserError `datasets.expression` with DuckDB's own words, and what `requireRowExpression`
 * refuses.
 */
export async function withComputed(
  database: Database,
  table: string,
  manifest: TableManifest,
  { compute }: Pick<TableSpec, 'compute'>,
): Promise<ComputedTable> {
  let computed: ComputedTable = { table, manifest };
  for (const [name, expression] of Object.entries(compute)) {
    const path = `data.compute.${name}`;
    if (computed.manifest.columns.some((column) => column.name === name)) {
      throw new UserError('datasets.computedTwice', { column: name }, { path });
    }
    const type = await typeOf(database, computed, expression, path);
    if (kindOfType(type) === null && !isText(type)) {
      throw new UserError('datasets.expressionType', { expression, type }, { path });
    }
    const source = `(SELECT *, (${expression}\n) AS ${sqlName(name)} FROM ${computed.table})`;
    const column = await describe(database, source, name, type, expression, path);
    computed = { table: source, manifest: { ...manifest, columns: [...computed.manifest.columns, column] } };
  }
  return computed;
}

/** Whether each row meets the condition; one that cannot be told (NULL) does not. Null where nothing is asked. */
export async function rowsThatMeet(
  database: Database,
  computed: ComputedTable,
  { filter }: Pick<TableSpec, 'filter'>,
): Promise<Float64Array | null> {
  if (filter === null) return null;
  const path = 'data.filter';
  const { table, manifest } = computed;
  const type = await typeOf(database, computed, filter, path);
  if (type !== 'BOOLEAN') throw new UserError('datasets.filterNotCondition', { expression: filter, type }, { path });
  const query = `SELECT CASE WHEN (${filter}\n) THEN 1.0 ELSE 0.0 END::DOUBLE FROM ${table}`;
  const block = await attempt(filter, path, () => database.column(query, 'filter', 'numbers', manifest.rows));
  const meets = block.kind === 'numbers' ? block.values : new Float64Array(manifest.rows);
  if (!meets.includes(1)) throw new UserError('datasets.filterLeavesNothing', { expression: filter }, { path });
  return meets;
}

async function typeOf(
  database: Database,
  { table, manifest }: ComputedTable,
  expression: string,
  path: string,
): Promise<string> {
  const columns = manifest.columns.map(({ name }) => name);
  await requireRowExpression(database, { expression, columns, path });
  const query = `DESCRIBE SELECT (${expression}\n) AS value FROM ${table}`;
  const [described] = await attempt(expression, path, () => database.rows(query));
  return String(described?.[1]);
}

async function attempt<Result>(expression: string, path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || error.name === 'AbortError') throw error;
    const [reason = ''] = error.message.split('\n');
    throw new UserError('datasets.expression', { expression, reason }, { path, cause: error });
  }
}

async function describe(
  database: Database,
  table: string,
  name: string,
  type: string,
  expression: string,
  path: string,
): Promise<ManifestColumn> {
  const cell = sqlName(name);
  const counted = `SELECT count(*) - count(${cell}), count(DISTINCT ${cell}), count(${cell})`;
  const counts = await attempt(expression, path, () =>
    database.row(`SELECT * FROM (${counted} FROM ${table}) AS counts(a, b, c)`),
  );
  const [missing = 0, distinct = 0, present = 0] = counts.map(Number);
  const kind = kindOfType(type) ?? (isCategory(present, distinct) ? 'category' : 'text');
  return { name, kind, missing, categories: null };
}

function isText(type: string): boolean {
  return type === 'VARCHAR' || type.startsWith('ENUM');
}

/** Null for texts, of which the values decide. */
function kindOfType(type: string): ColumnKind | null {
  if (type === 'BOOLEAN') return 'boolean';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/u.test(type)) return 'integer';
  if (/^(FLOAT|DOUBLE|DECIMAL)/u.test(type)) return 'number';
  if (/^(DATE|TIMESTAMP)/u.test(type)) return 'date';
  return null;
}

/**
 * Writes a table as Parquet, the kind of every column settled by all of its cells. A large file is read once: its first
 * rows say what the kinds will be, and a cell that says otherwise ends the attempt. Then, and for what the first rows
 * cannot tell, all cells are counted first.
 */
import { BugError } from '../../base/errors.ts';
import type { Database } from '../process/database.ts';
import { sqlName, sqlText } from '../process/sql.ts';
import type { ColumnKind } from '../types.ts';
import {
  castTo,
  countNumbers,
  declaredOr,
  isSurelyText,
  isText,
  keepsKind,
  scanTable,
  surelyTooManyCategories,
  type ColumnScan,
  type TableScan,
} from './kinds.ts';
import type { ReadTable } from './read-table.ts';

/** Rows that say what the kinds will be. */
const firstRows = 20_000;
/** What DuckDB is made to say of a cell that does not keep its column's kind. */
const misfit = 'a cell is of another kind';
/** As fast as Snappy, and smaller. Version 2 has the encodings that suit numbers. */
const format = 'FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1';

export interface StoreRequest {
  readonly database: Database;
  readonly table: ReadTable;
  /** Kinds that the person chose, by column. */
  readonly chosen: ReadonlyMap<string, ColumnKind>;
  /** Path of the Parquet file. */
  readonly parquet: string;
  /** How far it is, 0 to 1, and the rows once they are known. */
  readonly onProgress: (done: number, rows: number) => void;
  /** Called when every row has been seen: may refuse the table for rows that are none. */
  readonly check: (scan: TableScan) => Promise<void>;
  /** Called where a chosen kind may not fit: may refuse it. */
  readonly fit: () => Promise<void>;
}

export interface StoredTable {
  readonly scan: TableScan;
  /** `text` for what may be a category. */
  readonly kinds: readonly ColumnKind[];
  /** Places of columns of texts that have too many values for categories; others may have as well. */
  readonly varied: ReadonlySet<number>;
  /** The Parquet file as a table expression. */
  readonly stored: string;
}

export async function storeTable(request: StoreRequest): Promise<StoredTable> {
  const { database, table } = request;
  const cells = table.columns.map((_, index) => `c${index}`);
  const { decimal } = table.options;
  const progress = new Progress(request.onProgress);
  const scan = (relation: string): Promise<TableScan> => scanTable(database, relation, cells, decimal);

  const beginning = `(SELECT * FROM ${await table.relation(database)} LIMIT ${firstRows})`;
  const first = await scan(beginning);
  if (first.rows === firstRows && first.columns.every(({ nonFinite }) => nonFinite === 0)) {
    const stored = await storeAtOnce(request, first, beginning, progress);
    if (stored !== null) {
      await request.check(stored.scan);
      return stored;
    }
  }
  const half = progress.part(0.5);
  const all = first.rows < firstRows ? first : await watched(database, half, scan(await table.relation(database)));
  await request.check(all);
  await request.fit();
  const kinds = kindsOf(request, all);
  const values = cells.map((cell, index) => castTo(kinds[index] ?? 'text', cell, decimal));
  const select = `SELECT ${named(table, values)} FROM ${await table.relation(database)}`;
  const stored = await write(request, select, progress.part(1), all.rows);
  const [count] = await database.row(`SELECT count(*)::DOUBLE FROM ${stored}`);
  if (count !== all.rows) throw new BugError(`${String(count)} rows were stored of ${all.rows}`);
  return { scan: all, kinds, varied: new Set(), stored };
}

/** The table by what its first rows are; null where others are otherwise. */
async function storeAtOnce(
  request: StoreRequest,
  first: TableScan,
  beginning: string,
  progress: Progress,
): Promise<StoredTable | null> {
  const { database, table, chosen } = request;
  const { decimal } = table.options;
  const learnt = kindsOf(request, first);
  const kinds = table.columns.map(
    (name, index): ColumnKind => chosen.get(name) ?? table.declared.get(name) ?? learnt[index] ?? 'text',
  );
  const varied = await variedTexts(database, beginning, kinds);
  const inner = kinds.flatMap((kind, index) => [`c${index}`, `${castTo(kind, `c${index}`, decimal)} AS v${index}`]);
  const values = kinds.map((kind, index) => {
    const [cell, value] = [`c${index}`, `v${index}`];
    const name = table.columns[index] ?? '';
    if (isText(kind)) return cell;
    const keeps = chosen.has(name) || table.declared.has(name) ? 'true' : keepsKind(kind, cell, value);
    const finite = kind === 'number' ? `isfinite(${value})` : 'true';
    return `CASE WHEN ${value} IS NOT NULL AND ${keeps} AND ${finite} THEN ${value}
      WHEN ${cell} IS NULL THEN NULL ELSE error(${sqlText(misfit)}) END`;
  });
  const relation = `(SELECT ${inner.join(', ')} FROM ${await table.relation(database)})`;
  try {
    const stored = await write(request, `SELECT ${named(table, values)} FROM ${relation}`, progress.part(0.5), 0);
    const scan = await scanStored(request, stored, first, kinds);
    return scan === null ? null : { scan, kinds, varied, stored };
  } catch (error) {
    if (error instanceof Error && error.message.includes(misfit)) return null;
    throw error;
  }
}

async function variedTexts(
  database: Database,
  beginning: string,
  kinds: readonly ColumnKind[],
): Promise<ReadonlySet<number>> {
  const texts = kinds.flatMap((kind, index) => (kind === 'text' ? [index] : []));
  if (texts.length === 0) return new Set();
  const counts = await database.row(
    `SELECT ${texts.map((index) => `approx_count_distinct(c${index})::DOUBLE`).join(', ')} FROM ${beginning}`,
  );
  return new Set(texts.filter((_, place) => Number(counts[place]) > surelyTooManyCategories));
}

/** What the cells were, from what became of them; null where a column of texts should have been something else. */
async function scanStored(
  { database, table, chosen, parquet }: StoreRequest,
  stored: string,
  first: TableScan,
  kinds: readonly ColumnKind[],
): Promise<TableScan | null> {
  const { decimal } = table.options;
  const groups = await database.rows(
    `SELECT column_id::DOUBLE, sum(row_group_num_rows)::DOUBLE, sum(stats_null_count)::DOUBLE
     FROM parquet_metadata(${await database.path(parquet)}) GROUP BY column_id ORDER BY column_id`,
  );
  const rows = Number(groups[0]?.[1]);
  const present = groups.map(([, all, missing]) => Number(all) - Number(missing));
  const names = table.columns.map(sqlName);
  const cellsAt = (places: readonly number[]): string[] => places.map((index) => names[index] ?? '');
  const texts = kinds.flatMap((kind, index) => (isText(kind) ? [index] : []));
  const isOpen = (index: number): boolean => !chosen.has(table.columns[index] ?? '') && !surelyText(first, index);
  const open = texts.filter(isOpen);
  // Only a column that begins with some numbers is said to be mostly numbers.
  const closed = texts.filter((index) => !isOpen(index) && (first.columns[index]?.numbers ?? 0) > 0);
  const counted = await countNumbers(database, stored, cellsAt(closed), decimal);
  const scanned = open.length === 0 ? [] : (await scanTable(database, stored, cellsAt(open), decimal)).columns;
  const numbers = new Map(closed.map((index, place) => [index, counted[place] ?? 0]));
  const looked = new Map(open.map((index, place) => [index, scanned[place]]));
  const columns = kinds.map((kind, index): ColumnScan => {
    const count = present[index] ?? 0;
    const none = { present: count, numbers: 0, integers: 0, booleans: 0, dates: 0, padded: 0, nonFinite: 0 };
    if (isText(kind)) return looked.get(index) ?? { ...none, numbers: numbers.get(index) ?? 0 };
    if (kind === 'boolean') return { ...none, booleans: count };
    if (kind === 'date') return { ...none, dates: count };
    return { ...none, numbers: count, integers: kind === 'integer' ? count : 0 };
  });
  const settled = kinds.every((kind, index) => {
    const name = table.columns[index] ?? '';
    const column = columns[index];
    if (chosen.has(name) || column === undefined) return true;
    if (looked.has(index)) return declaredOr(table.declared.get(name), column) === kind;
    // A column without a cell is a text, whatever its format says.
    return isText(kind) || column.present > 0;
  });
  return settled ? { rows, columns } : null;
}

function surelyText(first: TableScan, index: number): boolean {
  const column = first.columns[index];
  return column !== undefined && isSurelyText(column);
}

function kindsOf({ table, chosen }: StoreRequest, scan: TableScan): ColumnKind[] {
  return table.columns.map((name, index) => {
    const column = scan.columns[index];
    return chosen.get(name) ?? (column ? declaredOr(table.declared.get(name), column) : 'text');
  });
}

function named({ columns }: ReadTable, values: readonly string[]): string {
  return columns.map((name, index) => `${values[index] ?? 'NULL'} AS ${sqlName(name)}`).join(', ');
}

async function write(
  { database, parquet }: StoreRequest,
  select: string,
  onProgress: ProgressPart,
  rows: number,
): Promise<string> {
  const copy = database.run(`COPY (${select}) TO ${sqlText(parquet)} (${format})`);
  await watched(
    database,
    (done) => {
      onProgress(done, rows);
    },
    copy,
  );
  return `read_parquet(${await database.path(parquet)})`;
}

type ProgressPart = (done: number, rows?: number) => void;

/** Goes on from where it is, however often what is left is divided anew. */
class Progress {
  readonly #tell: StoreRequest['onProgress'];
  #done = 0;

  constructor(tell: StoreRequest['onProgress']) {
    this.#tell = tell;
  }

  /** A piece of work that is this share of what is left. */
  part(share: number): ProgressPart {
    const from = this.#done;
    return (done, rows = 0) => {
      this.#done = Math.max(this.#done, from + (1 - from) * share * done);
      this.#tell(this.#done, rows);
    };
  }
}

const progressInterval = 100;

/** Reports how far a query is while it runs. */
async function watched<T>(database: Database, onProgress: ProgressPart, work: Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    onProgress(database.progress);
  }, progressInterval);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

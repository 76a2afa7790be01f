/** A table of an SQLite database, read by better-sqlite3 without writing a byte of it. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type SqliteDatabase from 'better-sqlite3';
import { UserError } from '../../base/errors.ts';
import { startsWith } from '../source/source.ts';
import { warning, type DataWarning } from '../types.ts';
import { chooseTable } from './choose-table.ts';
import { uniqueColumns } from './column-names.ts';
import type { OpenedTable, OpenRequest, TableImporter } from './importer.ts';
import { stageTable, type StagedItem } from './staged.ts';

const magic = [...Buffer.from('SQLite format 3\0')];
/** Rows between two looks at whether the import was cancelled. */
const turnRows = 1000;

export const sqlite: TableImporter = {
  extensions: ['sqlite', 'sqlite3', 'db', 'db3'],
  recognizes: (start) => startsWith(start, magic),
  open: openSqlite,
};

async function openSqlite(request: OpenRequest): Promise<OpenedTable> {
  const { source, options, scratch } = request;
  const { file } = source;
  try {
    using database = await openDatabase(request, join(scratch, 'copy.sqlite'));
    // Views are queries of any length, and virtual tables code of somebody else's.
    const tables = database.connection
      .prepare<[], string>(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid`,
      )
      .pluck()
      .all();
    const warnings: DataWarning[] = [];
    const table = chooseTable(tables, options.table, file, warnings);
    const select = database.connection.prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`);
    const names = select.columns().map(({ name }) => name);
    const columns = uniqueColumns(names, warnings);
    const binary = new Set<number>();
    const staged = await stageTable(request, {
      format: 'sqlite',
      header: true,
      columns,
      table,
      tables,
      warnings,
      items: rowsOf(select, binary),
    });
    for (const index of binary) warnings.push(warning('datasets.columnBinary', {}, { column: columns[index] ?? '' }));
    return staged;
  } catch (error) {
    throw sqliteError(error, file);
  }
}

/** A database with a write-ahead log is copied with it: reading it in place would leave files beside it. */
async function openDatabase(
  { source: { path, start } }: OpenRequest,
  copy: string,
): Promise<Disposable & { readonly connection: SqliteDatabase.Database }> {
  const { default: Sqlite } = await import('better-sqlite3');
  const hasLog = start[18] === 2 || start[19] === 2;
  if (hasLog) {
    await copyFile(path, copy);
    await copyFile(`${path}-wal`, `${copy}-wal`).catch(() => undefined);
  }
  const connection = new Sqlite(hasLog ? copy : path, { readonly: !hasLog, fileMustExist: true });
  // Nothing that the file says of itself is trusted to run.
  connection.pragma('trusted_schema = OFF');
  connection.pragma('cell_size_check = ON');
  return { connection, [Symbol.dispose]: () => connection.close() };
}

async function* rowsOf(select: SqliteDatabase.Statement, binary: Set<number>): AsyncGenerator<StagedItem> {
  let line = 0;
  for (const row of select.raw().safeIntegers().iterate() as IterableIterator<
    (string | number | bigint | Buffer | null)[]
  >) {
    line++;
    yield {
      line,
      cells: row.map((value, index) => {
        if (Buffer.isBuffer(value)) {
          binary.add(index);
          return null;
        }
        return value === null ? null : String(value);
      }),
    };
    // A cancelled import is heard of only when the loop turns.
    if (line % turnRows === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function sqliteError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof UserError || !code.startsWith('SQLITE_')) return error;
  const reason = error instanceof Error ? error.message : code;
  return new UserError('datasets.notReadable', { file, reason }, { location: { file }, cause: error });
}

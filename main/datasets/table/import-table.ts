/** Brings a file into Athanor: a Parquet table with its kinds settled, a hash that names the content, a manifest. */
import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BugError, UserError } from '../../base/errors.ts';
import { manifestFileName, tableFileName, type TableManifest } from '../manifest.ts';
import type { Database } from '../process/database.ts';
import type { ImportProgress } from '../process/protocol.ts';
import { sqlName, sqlText } from '../process/sql.ts';
import { digestFile } from '../text/stream.ts';
import { warning, type ColumnKind, type SettledOptions, type TableOptions } from '../types.ts';
import { writeFolder, writeJson } from './folder.ts';
import { castTo, cellWarnings, checkChosenKinds, isCategory, kindOf, scanTable } from './kinds.ts';
import { lineFinder, mostRejectedRows, refuseRejected, withTable } from './read-table.ts';
import type { OpenedTable } from '../importers/importer.ts';

export interface ImportRequest {
  readonly path: string;
  readonly file: string;
  /** Where the data set will be; its last part is the id. Must not exist. */
  readonly folder: string;
  readonly options: TableOptions;
}

/** Raise it when the same file and options would give another table. */
const readerVersion = 1;
const progressInterval = 100;

export async function importTable(
  request: ImportRequest,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<TableManifest> {
  const writing = writeFolder(request.folder, async (folder) => {
    const scratch = join(folder, 'scratch');
    await mkdir(scratch);
    const manifest = await readInto(request, folder, scratch, onProgress, signal);
    await rm(scratch, { recursive: true });
    signal.throwIfAborted();
    await writeJson(join(folder, manifestFileName), manifest);
    return manifest;
  });
  return writing.catch((error: unknown) => {
    // Whatever was running when the import was cancelled complains in its own words.
    signal.throwIfAborted();
    throw error;
  });
}

async function readInto(
  { path, file, folder: target, options }: ImportRequest,
  folder: string,
  scratch: string,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<TableManifest> {
  const parquet = join(folder, tableFileName);
  const read = { path, file, options, scratch, preview: false, signal };
  // Two passes over the file, of about the same length: one to learn the kinds, one to write.
  return withTable(read, { write: folder, read: [parquet] }, async (table, database) => {
    const progress = (done: number, rows: number): void => {
      onProgress({ doneBytes: Math.round(done * table.bytes), totalBytes: table.bytes, rows });
    };
    progress(0, 0);
    const recording = await table.relation(database, true);
    const digesting = digestFile(path, signal);
    const scanning = scanTable(database, recording, table.columns.length);
    // Neither may be left running when the other fails: the database is closed then.
    await Promise.allSettled([
      digesting,
      watched(
        database,
        (done) => {
          progress(done / 2, 0);
        },
        scanning,
      ),
    ]);
    const [digest, scan] = [await digesting, await scanning];
    if (digest.nulLine !== null && !table.options.encoding.startsWith('utf-16')) {
      const line = digest.nulLine;
      throw new UserError('datasets.nulByte', { file, line }, { location: { file, line } });
    }
    const rejected = await table.rejected(database, mostRejectedRows + 1);
    refuseRejected(rejected, table, file);
    if (scan.rows === 0) throw new UserError('datasets.noRows', { file }, { location: { file } });

    const relation = await table.relation(database, false);
    const lineOf = lineFinder(table, rejected);
    const chosen = options.kinds ?? {};
    await checkChosenKinds(database, relation, file, table.columns, chosen, lineOf);
    const kinds = table.columns.map((name, index): ColumnKind => {
      const column = scan.columns[index];
      return chosen[name] ?? (column ? kindOf(column) : 'text');
    });
    const warnings = [
      ...table.warnings,
      ...(await cellWarnings(database, relation, table.columns, kinds, scan, lineOf)),
      ...(rejected.length > 0 ? [warning('datasets.rowsKeptAside', { count: rejected.length })] : []),
    ];

    const select = table.columns.map(
      (name, index) => `${castTo(kinds[index] ?? 'text', `c${index}`)} AS ${sqlName(name)}`,
    );
    const copy = `COPY (SELECT ${select.join(', ')} FROM ${relation}) TO ${sqlText(parquet)} (FORMAT parquet, COMPRESSION zstd)`;
    await watched(
      database,
      (done) => {
        progress(0.5 + done / 2, scan.rows);
      },
      database.run(copy),
    );
    await assertUnchanged(path, file, table);

    const stored = `read_parquet(${await database.path(parquet)})`;
    const [count] = await database.row(`SELECT count(*)::DOUBLE FROM ${stored}`);
    if (count !== scan.rows) throw new BugError(`${String(count)} rows were stored of ${scan.rows}`);
    const columns = await describeColumns(database, stored, table.columns, kinds, new Set(Object.keys(chosen)));
    const settled: SettledOptions = {
      ...table.options,
      kinds: Object.fromEntries(columns.map(({ name, kind }) => [name, kind])),
    };
    progress(1, scan.rows);
    return {
      manifest: 1,
      id: basename(target),
      kind: 'table',
      sourceName: file,
      sourceBytes: table.bytes,
      sourceHash: digest.hash,
      hash: contentHash(digest.hash, settled, columns),
      createdAt: Date.now(),
      rows: scan.rows,
      columns,
      bytes: (await stat(parquet)).size,
      options: settled,
      rejected,
      warnings,
    };
  });
}

/** Settles which texts are categories, and lists the values of each. */
async function describeColumns(
  database: Database,
  stored: string,
  names: readonly string[],
  kinds: readonly ColumnKind[],
  chosen: ReadonlySet<string>,
): Promise<TableManifest['columns']> {
  const counts = await database.row(
    `SELECT ${names
      .map((name, index) => {
        const text = kinds[index] === 'text' || kinds[index] === 'category';
        return `count(${sqlName(name)})::DOUBLE, ${text ? `approx_count_distinct(${sqlName(name)})::DOUBLE` : '0'}`;
      })
      .join(', ')}, count(*)::DOUBLE FROM ${stored}`,
  );
  const rows = Number(counts.at(-1));
  const columns: TableManifest['columns'] = [];
  for (const [index, name] of names.entries()) {
    const present = Number(counts[2 * index]);
    const column = { name, kind: kinds[index] ?? 'text', missing: rows - present, categories: null };
    // The count is approximate: it only spares listing what is surely too much.
    const few = Number(counts[2 * index + 1]) <= 1500;
    const maybe = column.kind === 'category' || (column.kind === 'text' && !chosen.has(name) && few && present > 0);
    if (!maybe) {
      columns.push(column);
      continue;
    }
    const values = await database.rows(
      `SELECT DISTINCT ${sqlName(name)} AS value FROM ${stored} WHERE ${sqlName(name)} IS NOT NULL ORDER BY value`,
    );
    const category = chosen.has(name) || isCategory(present, values.length);
    columns.push(
      category ? { ...column, kind: 'category', categories: values.map(([value]) => String(value)) } : column,
    );
  }
  return columns;
}

/** See `hash` in the manifest. Key order is fixed here, so that equal content gives equal text. */
function contentHash(sourceHash: string, options: SettledOptions, columns: TableManifest['columns']): string {
  const { format, delimiter, quote, header, skip, encoding, missing, onBadRow } = options;
  const described = {
    reader: readerVersion,
    source: sourceHash,
    options: [format, delimiter, quote, header, skip, encoding, missing.toSorted(), onBadRow],
    columns: columns.map(({ name, kind }) => [name, kind]),
  };
  return createHash('sha256').update(JSON.stringify(described)).digest('hex');
}

/** A table made of two states of a file would be nobody's data. */
async function assertUnchanged(path: string, file: string, table: OpenedTable): Promise<void> {
  const now = await stat(path).catch(() => null);
  if (now?.size === table.bytes && now.mtimeMs === table.modified) return;
  throw new UserError('datasets.sourceChanged', { file }, { location: { file } });
}

/** Reports how far a query is while it runs. */
async function watched<T>(database: Database, onProgress: (done: number) => void, work: Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    onProgress(database.progress);
  }, progressInterval);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

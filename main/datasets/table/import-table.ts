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
import { assertUnchanged, type NamedFile, type Source } from '../source/source.ts';
import { mostRejectedRows, warning, type ColumnKind, type SettledOptions, type TableOptions } from '../types.ts';
import { writeFolder, writeJson } from './folder.ts';
import { castTo, cellWarnings, checkChosenKinds, declaredOr, isCategory, scanTable } from './kinds.ts';
import { nameOfSources, placeFinder, refuseRejected, withTable, type ReadTable } from './read-table.ts';
import { writeRejected } from './rejected-rows.ts';

export interface ImportRequest {
  /** One table, in this order. */
  readonly files: readonly NamedFile[];
  /** Where the data set will be; its last part is the id. Must not exist. */
  readonly folder: string;
  readonly options: TableOptions;
}

/** Raise it when the same file and options would give another table. */
const readerVersion = 2;
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
  { files, folder: target, options }: ImportRequest,
  folder: string,
  scratch: string,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<TableManifest> {
  const parquet = join(folder, tableFileName);
  const read = { files, options, scratch, preview: false, signal };
  // Two passes over the file, of about the same length: one to learn the kinds, one to write.
  return withTable(read, { write: folder, read: [parquet] }, async (table, database) => {
    const { sources, columns: names } = table;
    const { decimal } = table.options;
    const sourceName = nameOfSources(sources);
    const totalBytes = sources.reduce((sum, source) => sum + source.bytes, 0);
    const progress = (done: number, rows: number): void => {
      onProgress({ doneBytes: Math.round(done * totalBytes), totalBytes, rows });
    };
    progress(0, 0);
    const recording = await table.relation(database, true);
    const digesting = Promise.all(
      sources.map((source, index) => digest(source, table.files[index] ?? source.path, table, signal)),
    );
    const scanning = scanTable(database, recording, names.length, decimal);
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
    const [hashes, scan] = [await digesting, await scanning];
    const rejected = await table.rejected(database, mostRejectedRows + 1);
    refuseRejected(rejected, table);
    if (scan.rows === 0)
      throw new UserError('datasets.noRows', { file: sourceName }, { location: { file: sourceName } });

    const relation = await table.relation(database, false);
    const placeOf = placeFinder(table, rejected, database);
    const cells = { database, relation, columns: names, decimal, placeOf };
    const chosen = new Map(Object.entries(options.kinds ?? {}));
    await checkChosenKinds(cells, sourceName, chosen);
    const kinds = names.map((name, index): ColumnKind => {
      const column = scan.columns[index];
      return chosen.get(name) ?? (column ? declaredOr(table.declared.get(name), column) : 'text');
    });
    const warnings = [
      ...table.warnings,
      ...(await cellWarnings(cells, kinds, scan)),
      ...(rejected.length > 0 ? [warning('datasets.rowsKeptAside', { count: rejected.length })] : []),
    ];

    const select = names.map(
      (name, index) => `${castTo(kinds[index] ?? 'text', `c${index}`, decimal)} AS ${sqlName(name)}`,
    );
    const copy = `COPY (SELECT ${select.join(', ')} FROM ${relation}) TO ${sqlText(parquet)} (FORMAT parquet, COMPRESSION zstd)`;
    await watched(
      database,
      (done) => {
        progress(0.5 + done / 2, scan.rows);
      },
      database.run(copy),
    );
    for (const source of sources) await assertUnchanged(source);

    const stored = `read_parquet(${await database.path(parquet)})`;
    const [count] = await database.row(`SELECT count(*)::DOUBLE FROM ${stored}`);
    if (count !== scan.rows) throw new BugError(`${String(count)} rows were stored of ${scan.rows}`);
    const columns = await describeColumns(database, stored, names, kinds, new Set(chosen.keys()));
    const settled: SettledOptions = {
      ...table.options,
      kinds: Object.fromEntries(columns.map(({ name, kind }) => [name, kind])),
    };
    const sourceHash = hashes.length === 1 ? (hashes[0] ?? '') : sha256(hashes.join('\n'));
    if (rejected.length > 0) await writeRejected(folder, rejected);
    progress(1, scan.rows);
    return {
      manifest: 1,
      id: basename(target),
      kind: 'table',
      sourceName,
      sourceBytes: totalBytes,
      sourceHash,
      sources: sources.map(({ file, bytes }, index) => ({ name: file, bytes, hash: hashes[index] ?? '' })),
      hash: contentHash(sourceHash, settled, columns),
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
  const { format, delimiter, quote, header, skip, encoding, decimal, table, missing, onBadRow } = options;
  const described = {
    reader: readerVersion,
    source: sourceHash,
    options: [format, delimiter, quote, header, skip, encoding, decimal, table, missing.toSorted(), onBadRow],
    columns: columns.map(({ name, kind }) => [name, kind]),
  };
  return sha256(JSON.stringify(described));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The hash of a file. Throws UserError `datasets.nulByte` for a delimited text that has one.
 *
 * @param text what is read of it: itself, or a copy that was unpacked or transcoded
 */
async function digest(
  { path, file }: Source,
  text: string,
  { options }: ReadTable,
  signal: AbortSignal,
): Promise<string> {
  const { hash, nulLine } = await digestFile(path, signal);
  if (options.format !== 'csv') return hash;
  const line = text === path ? nulLine : (await digestFile(text, signal)).nulLine;
  if (line !== null) throw new UserError('datasets.nulByte', { file, line }, { location: { file, line } });
  return hash;
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

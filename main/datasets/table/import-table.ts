/** Brings a file into Athanor: a Parquet table with its kinds settled, a hash that names the content, a manifest. */
import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { manifestFileName, tableFileName, type TableManifest } from '../manifest.ts';
import type { Database } from '../process/database.ts';
import type { ImportProgress } from '../process/protocol.ts';
import { sqlName } from '../process/sql.ts';
import { digestFile } from '../text/stream.ts';
import { assertUnchanged, type NamedFile, type Source } from '../source/source.ts';
import {
  mostRejectedRows,
  warning,
  type ColumnKind,
  type RejectedRow,
  type SettledOptions,
  type TableOptions,
} from '../types.ts';
import { writeFolder, writeJson } from './folder.ts';
import {
  cellWarnings,
  checkChosenKinds,
  isCategory,
  isText,
  requireChosen,
  surelyTooManyCategories,
  type CellTable,
  type TableScan,
} from './kinds.ts';
import { nameOfSources, placeFinder, refuseRejected, withTable, type ReadTable } from './read-table.ts';
import { writeRejected } from './rejected-rows.ts';
import { storeTable } from './store-table.ts';

export interface ImportRequest {
  /** One table, in this order. */
  readonly files: readonly NamedFile[];
  /** Where the data set will be; its last part is the id. Must not exist. */
  readonly folder: string;
  readonly options: TableOptions;
}

/** Raise it when the same file and options would give another table. */
const readerVersion = 2;

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
  return withTable(read, { write: folder, read: [parquet] }, async (table, database) => {
    const { sources, columns: names } = table;
    const { decimal } = table.options;
    const sourceName = nameOfSources(sources);
    const totalBytes = sources.reduce((sum, source) => sum + source.bytes, 0);
    const progress = (done: number, rows: number): void => {
      onProgress({ doneBytes: Math.round(done * totalBytes), totalBytes, rows });
    };
    progress(0, 0);
    const chosen = new Map(Object.entries(options.kinds ?? {}));
    requireChosen(names, sourceName, chosen);
    const digesting = Promise.all(
      sources.map((source, index) => digest(source, table.files[index] ?? source.path, table, signal)),
    );
    let rejected: RejectedRow[] = [];
    const cellsIn = (relation: string): CellTable => ({
      database,
      relationOf: () => relation,
      columns: names,
      decimal,
      placeOf: placeFinder(table, rejected, database),
    });
    const check = async (scan: TableScan): Promise<void> => {
      rejected = await table.rejected(database, mostRejectedRows + 1);
      refuseRejected(rejected, table);
      if (scan.rows === 0)
        throw new UserError('datasets.noRows', { file: sourceName }, { location: { file: sourceName } });
    };
    const fit = async (): Promise<void> =>
      checkChosenKinds(cellsIn(await table.relation(database)), sourceName, chosen);
    const storing = storeTable({ database, table, chosen, parquet, onProgress: progress, check, fit });
    // Neither may be left running when the other fails: the database is closed then.
    await Promise.allSettled([digesting, storing]);
    const [hashes, { scan, kinds, varied, stored }] = [await digesting, await storing];

    const source = await table.relation(database);
    // What is stored as text is found sooner where it is stored.
    const relationOf = (index: number): string =>
      isText(kinds[index]) ? `(SELECT ${sqlName(names[index] ?? '')} AS c${index} FROM ${stored})` : source;
    const warnings = [
      ...table.warnings,
      ...(await cellWarnings({ ...cellsIn(source), relationOf }, kinds, scan)),
      ...(rejected.length > 0 ? [warning('datasets.rowsKeptAside', { count: rejected.length })] : []),
    ];
    for (const source of sources) await assertUnchanged(source);
    const present = scan.columns.map((column) => column.present);
    const columns = await describeColumns(database, stored, { names, kinds, present, varied, rows: scan.rows }, chosen);
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

interface SettledColumns {
  readonly names: readonly string[];
  readonly kinds: readonly ColumnKind[];
  /** Cells that are not missing, by column. */
  readonly present: readonly number[];
  readonly varied: ReadonlySet<number>;
  readonly rows: number;
}

/** Settles which texts are categories, and lists the values of each. */
async function describeColumns(
  database: Database,
  stored: string,
  { names, kinds, present: presentCells, varied, rows }: SettledColumns,
  chosen: ReadonlyMap<string, ColumnKind>,
): Promise<TableManifest['columns']> {
  const texts = names.flatMap((_, index) => (isText(kinds[index]) && !varied.has(index) ? [index] : []));
  const counts = texts.map((index) => `approx_count_distinct(${sqlName(names[index] ?? '')})::DOUBLE`);
  const distinct = texts.length === 0 ? [] : await database.row(`SELECT ${counts.join(', ')} FROM ${stored}`);
  // The count is approximate: it only spares listing what is surely too much.
  const few = new Set(texts.filter((_, place) => Number(distinct[place]) <= surelyTooManyCategories));
  const columns: TableManifest['columns'] = [];
  for (const [index, name] of names.entries()) {
    const present = presentCells[index] ?? 0;
    const column = { name, kind: kinds[index] ?? 'text', missing: rows - present, categories: null };
    const maybe =
      column.kind === 'category' || (column.kind === 'text' && !chosen.has(name) && few.has(index) && present > 0);
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

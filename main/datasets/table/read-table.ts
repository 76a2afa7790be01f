/** Opens files as a table and looks at it once: shared by preview and import. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { OpenedTable, OpenRequest, RowPlace } from '../importers/importer.ts';
import { joinTables } from '../importers/joined.ts';
import { importerFor } from '../importers/registry.ts';
import { openPlainText, openTextFiles } from '../importers/texts.ts';
import { Database, type DatabaseAccess } from '../process/database.ts';
import { fileError, isSystemError, openSource, type NamedFile, type Source } from '../source/source.ts';
import { isGzip, unpack } from '../source/unpack.ts';
import { mostRejectedRows, type RejectedRow } from '../types.ts';

export interface ReadRequest extends Omit<OpenRequest, 'source' | 'mendLineEnds'> {
  /** One table, in this order. */
  readonly files: readonly NamedFile[];
}

/** A table and the files that it is made of, as they lie on disk. */
export interface ReadTable extends OpenedTable {
  readonly sources: readonly Source[];
}

/** DuckDB's words for line ends of several kinds in one file, which only show when it comes to them. */
const mixedLineEnds = /state machine reached an invalid state/;

/**
 * Opens the files and a database that may read them, and hands both to `work`. What DuckDB has to say against a file
 * becomes a UserError.
 */
export async function withTable<T>(
  request: ReadRequest,
  access: Omit<DatabaseAccess, 'read'> & { readonly read?: readonly string[] },
  work: (table: ReadTable, database: Database) => Promise<T>,
): Promise<T> {
  const attempt = async (mendLineEnds: boolean): Promise<T> => {
    const table = await openFiles(request, mendLineEnds);
    await using database = await Database.open(
      { ...access, read: [...table.files, ...(access.read ?? [])] },
      request.signal,
    );
    return await work(table, database);
  };
  try {
    return await attempt(false).catch((error: unknown) => {
      if (error instanceof Error && mixedLineEnds.test(error.message)) return attempt(true);
      throw error;
    });
  } catch (error) {
    throw readerError(error, request);
  }
}

async function openFiles({ files, ...request }: ReadRequest, mendLineEnds: boolean): Promise<ReadTable> {
  const parts: { file: string; table: OpenedTable }[] = [];
  const sources: Source[] = [];
  let { options } = request;
  for (const [index, named] of files.entries()) {
    const scratch = join(request.scratch, String(index));
    await mkdir(scratch, { recursive: true });
    const texts = await openTextFiles({ ...request, options, scratch }, named);
    if (texts !== null) {
      parts.push({ file: named.file, table: texts.table });
      sources.push(texts.source);
      continue;
    }
    const source = await openSource(named);
    const unpacked = isGzip(source) ? await unpack(source, { ...request, scratch }) : source;
    if (options.texts !== undefined) {
      const table = await openPlainText({ ...request, options, scratch }, unpacked);
      parts.push({ file: named.file, table });
      sources.push(source);
      continue;
    }
    const { importer, warnings } = importerFor(unpacked);
    const table = await importer.open({ ...request, options, source: unpacked, scratch, mendLineEnds });
    parts.push({ file: named.file, table: { ...table, warnings: [...warnings, ...table.warnings] } });
    sources.push(source);
    // Whether there is a header, and what a comma in a number means, is one answer for all files.
    if (index === 0) options = { ...options, header: table.options.header, decimal: table.options.decimal };
  }
  return { ...joinTables(parts), sources };
}

function readerError(error: unknown, { files, signal }: ReadRequest): unknown {
  if (error instanceof UserError || signal.aborted || !(error instanceof Error)) return error;
  if (isSystemError(error)) {
    const about = files.find(({ path }) => path === error.path) ?? files[0];
    return about === undefined ? error : fileError(error, about);
  }
  const kind =
    /^(Invalid Input|Conversion|IO|Invalid|Out of Range|Serialization|TProtocolException) Error: |^TProtocolException: /.exec(
      error.message,
    );
  if (!kind) return error;
  const file = files.map((one) => one.file).join(', ');
  const [reason = ''] = error.message.slice(kind[0].length).split('\n');
  return new UserError('datasets.notReadable', { file, reason }, { location: { file }, cause: error });
}

/** Refuses a table with rows that do not fit, naming the first and the lines of some. */
export function refuseRejected(rejected: readonly RejectedRow[], table: ReadTable): void {
  const [first] = rejected;
  if (!first) return;
  const file = first.file ?? table.sources[0]?.file ?? '';
  const location = { file, line: first.line };
  const shown = 10;
  const lines =
    rejected
      .slice(0, shown)
      .map(({ line }) => line)
      .join(', ') + (rejected.length > shown ? ' …' : '');
  if (rejected.length > mostRejectedRows) {
    throw new UserError(
      'datasets.tooManyBadRows',
      { file, most: mostRejectedRows, line: first.line, lines },
      { location },
    );
  }
  if (table.options.onBadRow === 'keepAside') return;
  const params = { file, line: first.line, count: rejected.length, lines, text: first.text };
  if (first.found !== null && (first.reason === 'tooFewFields' || first.reason === 'tooManyFields')) {
    throw new UserError(
      'datasets.raggedRow',
      { ...params, expected: table.columns.length, found: first.found },
      { location },
    );
  }
  throw new UserError('datasets.badRow', { ...params, reason: first.reason }, { location });
}

/** Where a row is, for messages. */
export type PlaceOf = (row: number) => Promise<RowPlace | undefined>;

export function placeFinder(table: OpenedTable, rejected: readonly RejectedRow[], database: Database): PlaceOf {
  return async (row) => (await table.places([row], rejected, database))[0];
}

/** `a.csv`, or `a.csv + 2` for three files. */
export function nameOfSources(sources: readonly NamedFile[]): string {
  const [first] = sources;
  return sources.length > 1 ? `${first?.file ?? ''} + ${sources.length - 1}` : (first?.file ?? '');
}

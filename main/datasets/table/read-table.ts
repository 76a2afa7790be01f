/** Opens a file as a table and looks at it once: shared by preview and import. */
import { UserError } from '../../base/errors.ts';
import { importerFor } from '../importers/registry.ts';
import type { OpenedTable, OpenRequest } from '../importers/importer.ts';
import { Database, type DatabaseAccess } from '../process/database.ts';
import type { RejectedRow } from '../types.ts';

export type ReadRequest = Omit<OpenRequest, 'mendLineEnds'>;

/** More wrong rows than this are a sign that the file is read in the wrong way. */
export const mostRejectedRows = 10_000;

/** DuckDB's words for line ends of several kinds in one file, which only show when it comes to them. */
const mixedLineEnds = /state machine reached an invalid state/;

/**
 * Opens the file and a database that may read it, and hands both to `work`. What DuckDB has to say against the file
 * becomes a UserError.
 */
export async function withTable<T>(
  request: ReadRequest,
  access: Omit<DatabaseAccess, 'read'> & { readonly read?: readonly string[] },
  work: (table: OpenedTable, database: Database) => Promise<T>,
): Promise<T> {
  const { importer } = importerFor(request.file);
  const attempt = async (mendLineEnds: boolean): Promise<T> => {
    const table = await importer.open({ ...request, mendLineEnds });
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

function readerError(error: unknown, { file, signal }: ReadRequest): unknown {
  if (error instanceof UserError || signal.aborted || !(error instanceof Error)) return error;
  const kind = /^(Invalid Input|Conversion|IO|Invalid|Out of Range) Error: /.exec(error.message);
  if (!kind) return error;
  const [reason = ''] = error.message.slice(kind[0].length).split('\n');
  return new UserError('datasets.notReadable', { file, reason }, { location: { file }, cause: error });
}

/** Refuses a table with rows that do not fit, naming the first and the lines of some. */
export function refuseRejected(rejected: readonly RejectedRow[], table: OpenedTable, file: string): void {
  const [first] = rejected;
  if (!first) return;
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
  if (first.found !== null) {
    throw new UserError(
      'datasets.raggedRow',
      { ...params, expected: table.columns.length, found: first.found },
      { location },
    );
  }
  throw new UserError('datasets.badRow', { ...params, reason: first.reason }, { location });
}

/** Line of a row, from 1, for messages. */
export function lineFinder(
  table: OpenedTable,
  rejected: readonly RejectedRow[],
): (row: number) => Promise<number | undefined> {
  return async (row) => (await table.lines([row], rejected))[0];
}

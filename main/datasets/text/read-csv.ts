/** DuckDB's reader of delimited text, as SQL: every cell a text, nothing left to its own guesses. */
import type { Database } from '../process/database.ts';
import { sqlList, sqlText } from '../process/sql.ts';
import type { RejectedRow, RejectReason } from '../types.ts';
import type { Dialect } from './dialect.ts';
import { linesAtBytes } from './stream.ts';

/** Bytes. A row longer than this is no row. */
export const longestRow = 4 * 2 ** 20;
const shownText = 200;

/**
 * A table expression with the text columns `c0`, `c1`, …. Rows that do not fit are left out and noted for `rejectedRows`,
 * each time that it is read. (With `ignore_errors` alone, DuckDB 1.5 loses the good rows that follow a wrong quote.)
 *
 * @param path quoted for SQL
 */
export function readCsv(path: string, dialect: Dialect, columnCount: number, missing: readonly string[]): string {
  const columns = Array.from({ length: columnCount }, (_, index) => `'c${index}': 'VARCHAR'`);
  // A marker with the delimiter in it cannot stand in a cell that is not quoted, and DuckDB refuses it.
  const markers = ['', ...missing].filter((marker) => marker === '' || !marker.includes(dialect.delimiter));
  return `read_csv(${[
    path,
    'auto_detect = false',
    `columns = {${columns.join(', ')}}`,
    `delim = ${sqlText(dialect.delimiter)}`,
    `quote = ${sqlText(dialect.quote)}`,
    `escape = ${sqlText(dialect.quote)}`,
    `header = ${String(dialect.header)}`,
    `skip = ${String(dialect.skip)}`,
    `nullstr = ${sqlList([...new Set(markers)].map(sqlText))}`,
    `max_line_size = ${String(longestRow)}`,
    `compression = 'none'`,
    'strict_mode = true',
    'store_rejects = true',
    'rejects_limit = 0',
  ].join(', ')})`;
}

/**
 * The rows that a recording query left out of one file. DuckDB notes every wrong row by the byte at which it begins; its
 * line numbers do not count quoted line breaks.
 *
 * @param path as SQL has it
 */
export async function rejectedRows(
  database: Database,
  { path, file }: { readonly path: string; readonly file: string },
  limit: number,
  signal: AbortSignal,
): Promise<RejectedRow[]> {
  const rows = await database.rows(
    `SELECT line_byte_position::DOUBLE, first(error_type::VARCHAR), first(csv_line), max(error_message)
     FROM reject_errors JOIN reject_scans USING (scan_id, file_id) WHERE file_path = ${sqlText(path)}
     GROUP BY line_byte_position ORDER BY line_byte_position LIMIT ${limit}`,
  );
  const lines = await linesAtBytes(
    path,
    rows.map(([position]) => Number(position) - 1),
    signal,
  );
  return rows.map(([, type, text, message], index) => {
    const found = /Found: (\d+)/.exec(String(message))?.[1];
    return {
      file,
      line: lines[index] ?? 0,
      reason: reasons[String(type)] ?? 'other',
      found: found === undefined ? null : Number(found),
      text: String(text).trim().slice(0, shownText),
    };
  });
}

const reasons: Readonly<Partial<Record<string, RejectReason>>> = {
  'MISSING COLUMNS': 'tooFewFields',
  'TOO MANY COLUMNS': 'tooManyFields',
  'UNQUOTED VALUE': 'quote',
  'LINE SIZE OVER MAXIMUM': 'tooLong',
  'INVALID ENCODING': 'encoding',
};

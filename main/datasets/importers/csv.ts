/** Delimited text: CSV, TSV and their kin, in any encoding that Node can decode. */
import { join } from 'node:path';
import type { Database } from '../process/database.ts';
import { sqlList, sqlText } from '../process/sql.ts';
import { sniffDialect, type SniffedDialect } from '../text/dialect.ts';
import { readHead, type Head } from '../text/encoding.ts';
import { linesOfRows } from '../text/row-lines.ts';
import { linesAtBytes, transcode } from '../text/stream.ts';
import { defaultMissingMarkers, warning, type DataWarning, type RejectedRow, type RejectReason } from '../types.ts';
import { UserError } from '../../base/errors.ts';
import type { OpenedTable, OpenRequest, TableImporter } from './importer.ts';

/** A row longer than this is no row. */
const longestRow = 4 * 2 ** 20;
/** More columns make a query that takes minutes to plan. */
const mostColumns = 4096;
/** What a preview decodes of a file that must be transcoded. */
const previewBytes = 16 * 2 ** 20;
const shownText = 200;

export const csv: TableImporter = { extensions: ['csv', 'tsv', 'tab', 'txt', 'data'], open: openText };

async function openText(request: OpenRequest): Promise<OpenedTable> {
  const { path, file, options, signal } = request;
  const head = await readHead(path, file, options.encoding);
  const dialect = sniffDialect(head.text, head.complete, options);
  if (dialect.first.length === 0) throw new UserError('datasets.noRows', { file }, { location: { file } });
  if (dialect.first.length > mostColumns) {
    const params = { file, columns: dialect.first.length, most: mostColumns };
    throw new UserError('datasets.tooManyColumns', params, { location: { file } });
  }
  const warnings: DataWarning[] = [];
  const columns = columnNames(dialect, warnings);
  if (dialect.quote === '' && options.quote === undefined) warnings.push(warning('datasets.quotesIgnored', {}));
  if (dialect.skip > 0) warnings.push(warning('datasets.linesSkipped', { count: dialect.skip }));
  const missing = options.missing ?? defaultMissingMarkers;

  let text = path;
  if (request.mendLineEnds || head.encoding !== 'utf-8' || hasMixedLineEnds(head)) {
    text = join(request.scratch, 'source.csv');
    const limit = request.preview && head.bytes > previewBytes ? previewBytes : Infinity;
    await transcode({ path, file, encoding: head.encoding }, text, limit, signal);
  }

  return {
    options: {
      format: 'csv',
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      header: dialect.header,
      skip: dialect.skip,
      encoding: head.encoding,
      missing: [...missing],
      onBadRow: options.onBadRow ?? 'refuse',
    },
    bytes: head.bytes,
    modified: head.modified,
    columns,
    warnings,
    files: [text],
    relation: async (database, record) => readCsv(await database.path(text), dialect, columns.length, missing, record),
    rejected: (database, limit) => rejectedRows(database, text, limit, signal),
    lines: (rows, rejected) => linesOfRows(text, dialect, rows, new Set(rejected.map(({ line }) => line)), signal),
  };
}

/** Carriage returns alone or beside line feeds alone. Quoted line breaks count too, which costs only a copy. */
function hasMixedLineEnds({ text }: Head): boolean {
  const pairs = /\r\n/.test(text);
  return /\r(?!\n|$)/.test(text) || (pairs && /(^|[^\r])\n/.test(text));
}

/** The header's names, mended where they are empty or come twice. To DuckDB and in Parquet, `A` and `a` are one. */
function columnNames(dialect: SniffedDialect, warnings: DataWarning[]): string[] {
  if (!dialect.header) return dialect.first.map((_, index) => `column_${index + 1}`);
  const taken = new Set<string>();
  const given = new Set(dialect.first.map((name) => name.trim().toLowerCase()));
  return dialect.first.map((cell, index) => {
    const name = cell.trim();
    const base = name === '' ? `column_${index + 1}` : name;
    let unique = base;
    const clashes = (): boolean =>
      taken.has(unique.toLowerCase()) || (unique !== name && given.has(unique.toLowerCase()));
    for (let number = 2; clashes(); number++) unique = `${base}_${number}`;
    taken.add(unique.toLowerCase());
    if (name === '')
      warnings.push(warning('datasets.columnUnnamed', { number: index + 1, name: unique }, { column: unique }));
    else if (unique !== name)
      warnings.push(warning('datasets.columnRenamed', { from: name, name: unique }, { column: unique }));
    return unique;
  });
}

function readCsv(
  path: string,
  dialect: SniffedDialect,
  columnCount: number,
  missing: readonly string[],
  record: boolean,
): string {
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
    record ? 'store_rejects = true, rejects_limit = 0' : 'ignore_errors = true',
  ].join(', ')})`;
}

/** DuckDB notes every wrong row by the byte at which it begins; its line numbers do not count quoted line breaks. */
async function rejectedRows(
  database: Database,
  path: string,
  limit: number,
  signal: AbortSignal,
): Promise<RejectedRow[]> {
  const rows = await database.rows(
    `SELECT line_byte_position::DOUBLE, first(error_type::VARCHAR), first(csv_line), max(error_message)
     FROM reject_errors GROUP BY line_byte_position ORDER BY line_byte_position LIMIT ${limit}`,
  );
  const lines = await linesAtBytes(
    path,
    rows.map(([position]) => Number(position) - 1),
    signal,
  );
  return rows.map(([, type, text, message], index) => {
    const found = /Found: (\d+)/.exec(String(message))?.[1];
    return {
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

/** Delimited text: CSV, TSV and their kin, in any encoding that Node can decode. */
import { join } from 'node:path';
import { sqlText } from '../process/sql.ts';
import { sniffDecimal } from '../text/decimal.ts';
import { sniffDialect } from '../text/dialect.ts';
import { textHead, type Head } from '../text/encoding.ts';
import { readCsv, rejectedRows } from '../text/read-csv.ts';
import { linesOfRows } from '../text/row-lines.ts';
import { transcode } from '../text/stream.ts';
import { defaultMissingMarkers, warning, type DataWarning } from '../types.ts';
import { numberedColumns, requireColumns, uniqueColumns } from './column-names.ts';
import type { OpenedTable, OpenRequest, TableImporter } from './importer.ts';

/** What a preview decodes of a file that must be transcoded. */
const previewBytes = 16 * 2 ** 20;

export const csv: TableImporter = {
  extensions: ['csv', 'tsv', 'tab', 'txt', 'data', 'dat'],
  recognizes: () => false,
  open: openText,
};

async function openText(request: OpenRequest): Promise<OpenedTable> {
  const { source, options, signal } = request;
  const { path, file, bytes } = source;
  const head = textHead(source, options.encoding);
  const dialect = sniffDialect(head.text, head.complete, options);
  requireColumns(dialect.first.length, file);
  const warnings: DataWarning[] = [];
  const columns = dialect.header ? uniqueColumns(dialect.first, warnings) : numberedColumns(dialect.first.length);
  if (head.guessed) warnings.push(warning('datasets.encodingGuessed', { encoding: head.encoding }));
  if (dialect.quote === '' && options.quote === undefined) warnings.push(warning('datasets.quotesIgnored', {}));
  if (dialect.skip > 0) warnings.push(warning('datasets.linesSkipped', { count: dialect.skip }));
  const decimal = options.decimal ?? sniffDecimal(dialect);
  if (decimal === ',' && options.decimal === undefined) warnings.push(warning('datasets.decimalComma', {}));
  const missing = options.missing ?? defaultMissingMarkers;

  let text = path;
  if (request.mendLineEnds || head.encoding !== 'utf-8' || hasMixedLineEnds(head)) {
    text = join(request.scratch, 'source.csv');
    const limit = request.preview && bytes > previewBytes ? previewBytes : Infinity;
    await transcode({ path, file, encoding: head.encoding }, text, limit, signal);
  }
  /** As SQL reads it, once asked for. */
  let sqlPath = text;

  return {
    options: {
      format: 'csv',
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      header: dialect.header,
      skip: dialect.skip,
      encoding: head.encoding,
      decimal,
      table: '',
      missing: [...missing],
      onBadRow: options.onBadRow ?? 'refuse',
    },
    columns,
    declared: new Map(),
    tables: [],
    warnings,
    files: [text],
    relation: async (database) => {
      sqlPath = await database.plainPath(text);
      return readCsv(sqlText(sqlPath), dialect, columns.length, missing);
    },
    rejected: (database, limit) => rejectedRows(database, { path: sqlPath, file }, limit, signal),
    places: async (rows, rejected) => {
      const leftOut = new Set(rejected.map(({ line }) => line));
      const lines = await linesOfRows(text, dialect, rows, leftOut, signal);
      return lines.map((line) => ({ file, line }));
    },
  };
}

/** Carriage returns alone or beside line feeds alone. Quoted line breaks count too, which costs only a copy. */
function hasMixedLineEnds({ text }: Head): boolean {
  const pairs = /\r\n/.test(text);
  return /\r(?!\n|$)/.test(text) || (pairs && /(^|[^\r])\n/.test(text));
}

/** JSON: an array of records, or a record a line. A record is an object or a list of values. */
import { UserError } from '../../base/errors.ts';
import { cellsOf, parseRecord } from '../json/cells.ts';
import { jsonLayout, recordTexts, type Layout } from '../json/records.ts';
import { decodedText } from '../text/decoded.ts';
import { textHead } from '../text/encoding.ts';
import type { DataWarning } from '../types.ts';
import { requireColumns, uniqueColumns } from './column-names.ts';
import type { OpenedTable, OpenRequest, TableImporter } from './importer.ts';
import { stageTable, type StagedItem } from './staged.ts';

export const json: TableImporter = {
  extensions: ['json', 'jsonl', 'ndjson'],
  // A delimited text may begin with a bracket as well.
  recognizes: () => false,
  open: openJson,
};

/** Records that columns are first learnt from; a later one with another column costs a second reading. */
const learntRecords = 10_000;

async function openJson(request: OpenRequest): Promise<OpenedTable> {
  const { source, options, signal } = request;
  const { file } = source;
  const head = textHead(source, options.encoding);
  if (!/^\s*[[{]/.test(head.text)) {
    throw new UserError('datasets.jsonShape', { file }, { location: { file, line: 1 } });
  }
  const layout = jsonLayout(head.text);
  const records = (): AsyncGenerator<ParsedRecord> => parsedRecords(request, head.encoding, layout);
  const known = new Map<string, number>();
  let count = 0;
  for await (const record of records()) {
    if ('cells' in record) for (const name of record.cells.keys()) learn(known, name, file);
    if (++count >= learntRecords) break;
  }
  requireRecords(known, layout, count, file);
  for (;;) {
    signal.throwIfAborted();
    const warnings: DataWarning[] = [];
    const names = [...known.keys()];
    const columns = uniqueColumns(names, warnings);
    const staged = await stageTable(request, {
      format: 'json',
      header: true,
      columns,
      warnings,
      items: items(records(), known, names.length, file),
    });
    // Every record has been seen now: a second reading meets no new column.
    if (known.size === names.length) return { ...staged, options: { ...staged.options, encoding: head.encoding } };
  }
}

type ParsedRecord =
  | { readonly line: number; readonly cells: ReadonlyMap<string, string | null> }
  | Extract<StagedItem, { rejected: unknown }>;

async function* parsedRecords(
  { source, preview, signal }: OpenRequest,
  encoding: string,
  layout: Layout,
): AsyncGenerator<ParsedRecord> {
  const { file } = source;
  // A preview may be given the beginning alone.
  const texts = recordTexts(decodedText(source, encoding, signal), { layout, file, mayBeCut: preview });
  for await (const { text, line } of texts) {
    let cells: ReadonlyMap<string, string | null> | null = null;
    try {
      cells = cellsOf(parseRecord(text));
    } catch (cause) {
      // What nests deeper than the stack goes.
      if (cause instanceof RangeError)
        throw new UserError('datasets.jsonTooDeep', { file, line }, { location: { file, line } });
      if (!(cause instanceof SyntaxError)) throw cause;
      // Between lines one can start again; inside an array there is no telling where the next record begins.
      if (layout !== 'lines')
        throw new UserError('datasets.jsonSyntax', { file, line }, { location: { file, line }, cause });
    }
    yield cells === null ? { rejected: { line, reason: 'syntax', found: null, text } } : { line, cells };
  }
}

async function* items(
  records: AsyncIterable<ParsedRecord>,
  known: Map<string, number>,
  width: number,
  file: string,
): AsyncGenerator<StagedItem> {
  for await (const record of records) {
    if ('rejected' in record) {
      yield record;
      continue;
    }
    const row = new Array<string | null>(width).fill(null);
    for (const [name, cell] of record.cells) row[learn(known, name, file)] = cell;
    yield { line: record.line, cells: row };
  }
}

/** The place of a column, a new one at the end. */
function learn(known: Map<string, number>, name: string, file: string): number {
  const place = known.get(name);
  if (place !== undefined) return place;
  known.set(name, known.size);
  requireColumns(known.size, file);
  return known.size - 1;
}

/** One object that holds the table as a property would be a table of one row, which nobody means. */
function requireRecords(known: ReadonlyMap<string, number>, layout: Layout, count: number, file: string): void {
  const wrapped = count === 1 && layout !== 'array' && known.size > 0;
  if (wrapped || (count > 0 && known.size === 0))
    throw new UserError('datasets.jsonShape', { file }, { location: { file, line: 1 } });
}

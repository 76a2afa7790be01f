/**
 * Formats that DuckDB does not read come in as a stream of rows. They are written to a text in the scratch folder, row by
 * row, and read from there like any other.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { UserError } from '../../base/errors.ts';
import { fileError } from '../source/source.ts';
import { longestRow, readCsv } from '../text/read-csv.ts';
import {
  defaultMissingMarkers,
  mostRejectedRows,
  type ColumnKind,
  type DataWarning,
  type RejectedRow,
} from '../types.ts';
import { requireColumns } from './column-names.ts';
import type { OpenedTable, OpenRequest } from './importer.ts';

/** A cell as text; null and the empty text are missing. */
export type Cells = readonly (string | null)[];

/** What comes out of a file: rows of the table with their line (see `RowPlace`), and rows that are none. */
export type StagedItem = { readonly line: number; readonly cells: Cells } | { readonly rejected: RejectedRow };

export interface StagedTable {
  readonly format: string;
  readonly header: boolean;
  readonly columns: readonly string[];
  readonly declared?: OpenedTable['declared'];
  /** The chosen one of `tables`; empty where there is no choice. */
  readonly table?: string;
  readonly tables?: readonly string[];
  readonly items: AsyncIterable<StagedItem>;
  /** May be added to while the rows come. */
  readonly warnings: DataWarning[];
}

/** A character that no cell has by mistake, so that cells need no looking at. */
const delimiter = '\u001f';
const dialect = { delimiter, quote: '"', header: false, skip: 0 };
/** In the scratch folder. */
export const stagedFileName = 'staged.csv';
/** Characters collected before they are written. */
const batchLength = 2 ** 18;
/** A preview looks at no more rows than it counts kinds from. */
const previewRows = 20_000;
const shownText = 200;

export async function stageTable(request: OpenRequest, table: StagedTable): Promise<OpenedTable> {
  const { source, options, scratch } = request;
  const { file } = source;
  requireColumns(table.columns.length, file);
  const path = join(scratch, stagedFileName);
  const { lines, rejected } = await writeItems(request, table, path);
  const missing = options.missing ?? defaultMissingMarkers;
  return {
    options: {
      format: table.format,
      delimiter: '',
      quote: '',
      header: table.header,
      skip: 0,
      encoding: 'utf-8',
      decimal: options.decimal ?? '.',
      table: table.table ?? '',
      missing: [...missing],
      onBadRow: options.onBadRow ?? 'refuse',
    },
    columns: table.columns,
    declared: table.declared ?? new Map(),
    tables: table.tables ?? [],
    warnings: table.warnings,
    files: [path],
    relation: async (database) => readCsv(await database.path(path), dialect, table.columns.length, missing),
    rejected: (_database, limit) => Promise.resolve(rejected.slice(0, limit)),
    places: (rows) => Promise.resolve(rows.map((row) => ({ file, line: lines.at(row) }))),
  };
}

async function writeItems(
  { source, preview, signal }: OpenRequest,
  { items, columns }: StagedTable,
  path: string,
): Promise<{ lines: LineNumbers; rejected: RejectedRow[] }> {
  const { file } = source;
  const output = createWriteStream(path);
  const ended = finished(output);
  // Told where it is waited for.
  ended.catch(() => undefined);
  const lines = new LineNumbers();
  const rejected: RejectedRow[] = [];
  let batch = '';
  const flush = async (): Promise<void> => {
    signal.throwIfAborted();
    if (!output.write(batch)) await Promise.race([once(output, 'drain'), ended]);
    batch = '';
  };
  // A row of many files says which.
  const reject = (row: RejectedRow): void => {
    rejected.push({ file, ...row, text: row.text.slice(0, shownText) });
  };
  try {
    for await (const item of items) {
      if ('rejected' in item) {
        reject(item.rejected);
        if (rejected.length > mostRejectedRows) break;
        continue;
      }
      const written = rowText(item.cells, columns.length);
      const found = item.cells.length;
      if (written.includes('\0')) reject({ line: item.line, reason: 'nul', found, text: rowSummary(item.cells) });
      else if (written.length > longestRow / 4 && Buffer.byteLength(written) > longestRow)
        reject({ line: item.line, reason: 'tooLong', found, text: rowSummary(item.cells) });
      else {
        lines.push(item.line);
        batch += written;
        if (batch.length >= batchLength) await flush();
        if (preview && lines.length >= previewRows) break;
      }
    }
    await flush();
    output.end();
    await ended;
  } catch (error) {
    output.destroy();
    signal.throwIfAborted();
    throw isDiskError(error) ? fileError(error, source) : error;
  }
  return { lines, rejected };
}

function rowText(cells: Cells, width: number): string {
  let text = '';
  for (let index = 0; index < width; index++) {
    const cell = cells[index] ?? '';
    text += `${index === 0 ? '' : delimiter}"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
  }
  return `${text}\n`;
}

function rowSummary(cells: Cells): string {
  return cells.map((cell) => (cell ?? '').slice(0, shownText)).join(', ');
}

function isDiskError(error: unknown): boolean {
  return !(error instanceof UserError) && error instanceof Error && 'syscall' in error;
}

/** The line of each row, in a growing array of whole numbers. */
class LineNumbers {
  #values = new Int32Array(1024);
  length = 0;

  push(line: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = line;
  }

  at(row: number): number {
    return this.#values[row] ?? 0;
  }
}

/** Kinds by column name, from those that are known by position. */
export function declaredKinds(
  columns: readonly string[],
  kinds: readonly (ColumnKind | undefined)[],
): Map<string, ColumnKind> {
  const entries = columns.flatMap((name, index) => {
    const kind = kinds[index];
    return kind === undefined ? [] : [[name, kind] as const];
  });
  return new Map(entries);
}

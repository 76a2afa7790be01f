/** A sheet of an Excel workbook (.xlsx), read as a stream. */
import { UserError } from '../../base/errors.ts';
import { startsWith } from '../source/source.ts';
import { looksLikeHeader } from '../text/dialect.ts';
import type { DataWarning } from '../types.ts';
import { WorkbookPackage } from '../workbook/package.ts';
import { sheetRows, type SheetRow } from '../workbook/sheet-rows.ts';
import { readWorkbook } from '../workbook/workbook.ts';
import { chooseTable } from './choose-table.ts';
import { numberedColumns, uniqueColumns } from './column-names.ts';
import type { OpenedTable, OpenRequest, TableImporter } from './importer.ts';
import { stageTable, type StagedItem } from './staged.ts';

const zipMagic = [0x50, 0x4b, 0x03, 0x04];
/** Names of parts lie uncompressed at the head of a zip file; a workbook's begin so. */
const partNames = /\[Content_Types\]\.xml|xl\/|_rels\/\.rels/;

export const excel: TableImporter = {
  extensions: ['xlsx', 'xlsm'],
  recognizes: (start) =>
    startsWith(start, zipMagic) && partNames.test(Buffer.from(start.subarray(0, 2 ** 16)).toString('latin1')),
  open: openExcel,
};

/** Rows that tell whether the first one names the columns. */
const lookedAtRows = 100;

async function openExcel(request: OpenRequest): Promise<OpenedTable> {
  const { source, options } = request;
  const { file } = source;
  const warnings: DataWarning[] = [];
  using parts = await WorkbookPackage.open(source);
  const workbook = await readWorkbook(parts, file);
  const tables = workbook.sheets.map(({ name }) => name);
  const table = chooseTable(tables, options.table, file, warnings);
  const { part } = workbook.sheets[tables.indexOf(table)] ?? { part: '' };

  const rows = (): AsyncGenerator<SheetRow> => sheetRows(parts, part, workbook, file);
  const head: SheetRow[] = [];
  for await (const row of rows()) if (head.push(row) >= lookedAtRows) break;
  const [first] = head;
  if (first === undefined) throw new UserError('datasets.sheetEmpty', { file, table }, { location: { file } });
  const header = options.header ?? isHeader(head);
  const names = first.cells.map((cell) => cell ?? '');
  const columns = header ? uniqueColumns(names, warnings) : numberedColumns(widthOf(head));
  return await stageTable(request, {
    format: 'excel',
    header,
    columns,
    table,
    tables,
    warnings,
    items: items(rows(), header ? first.line : 0, columns.length),
  });
}

/** Names are texts: a first row with a number, a date or a truth in it is data. */
function isHeader([first, ...others]: readonly SheetRow[]): boolean {
  if (first === undefined) return false;
  const isText = first.cells.every((cell, index) => cell === null || first.texts[index] === true);
  const records = [first, ...others].map(({ cells }) => cells.map((cell) => cell ?? ''));
  return (
    isText &&
    (others.some(({ texts, cells }) => cells.some((cell, at) => cell !== null && texts[at] !== true)) ||
      looksLikeHeader(records))
  );
}

function widthOf(rows: readonly SheetRow[]): number {
  return Math.max(...rows.map(({ cells }) => cells.length));
}

/** A row that ends early has empty cells; one that goes on beyond the table does not fit. */
async function* items(rows: AsyncIterable<SheetRow>, headerLine: number, width: number): AsyncGenerator<StagedItem> {
  for await (const { line, cells } of rows) {
    if (line <= headerLine) continue;
    const found = cells.findLastIndex((cell) => cell !== null) + 1;
    if (found <= width) yield { line, cells };
    else yield { rejected: { line, reason: 'tooManyFields', found, text: cells.map((cell) => cell ?? '').join(', ') } };
  }
}

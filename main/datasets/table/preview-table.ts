/** Shows how a file would be read, from its first rows, before anything is stored. */
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TablePreview } from '../process/protocol.ts';
import type { ColumnKind, TableOptions } from '../types.ts';
import { warning } from '../types.ts';
import { cellWarnings, isCategory, kindOf, scanTable } from './kinds.ts';
import { lineFinder, withTable } from './read-table.ts';

const sampledRows = 20_000;
const shownRows = 100;
const shownRejected = 100;

export async function previewTable(
  request: { readonly path: string; readonly file: string; readonly options: TableOptions },
  signal: AbortSignal,
): Promise<TablePreview> {
  const scratch = await mkdtemp(join(tmpdir(), 'athanor-preview-'));
  try {
    return await withTable(
      { ...request, scratch, preview: true, signal },
      { write: scratch },
      async (table, database) => {
        const relation = await table.relation(database, true);
        await database.run(`CREATE TEMP TABLE sample AS SELECT * FROM ${relation} LIMIT ${sampledRows}`);
        const scan = await scanTable(database, 'sample', table.columns.length);
        const rejected = await table.rejected(database, shownRejected);
        const distinct = await database.row(
          `SELECT ${table.columns.map((_, index) => `count(DISTINCT c${index})::DOUBLE`).join(', ')} FROM sample`,
        );
        const kinds = scan.columns.map((column, index): ColumnKind => {
          const chosen = request.options.kinds?.[table.columns[index] ?? ''];
          const kind = chosen ?? kindOf(column);
          return kind === 'text' && !chosen && isCategory(column.present, Number(distinct[index])) ? 'category' : kind;
        });
        const warnings = [
          ...table.warnings,
          ...(await cellWarnings(database, 'sample', table.columns, kinds, scan, lineFinder(table, rejected))),
        ];
        if (scan.rows === 0 && rejected.length === 0) warnings.push(warning('datasets.noRows', { file: request.file }));
        return {
          sourceName: request.file,
          bytes: table.bytes,
          options: {
            ...table.options,
            kinds: Object.fromEntries(table.columns.map((name, index) => [name, kinds[index] ?? 'text'])),
          },
          columns: table.columns.map((name, index) => ({
            name,
            kind: kinds[index] ?? 'text',
            missing: scan.rows - (scan.columns[index]?.present ?? 0),
          })),
          rows: (await database.rows(`SELECT * FROM sample LIMIT ${shownRows}`)) as (string | null)[][],
          sampledRows: scan.rows,
          rejected,
          warnings,
        };
      },
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

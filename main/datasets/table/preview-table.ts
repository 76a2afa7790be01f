/** Shows how a file would be read, from its first rows, before anything is stored. */
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TablePreview } from '../process/protocol.ts';
import type { ColumnKind, TableOptions } from '../types.ts';
import { warning } from '../types.ts';
import { cellWarnings, declaredOr, isCategory, scanTable } from './kinds.ts';
import { nameOfSources, placeFinder, withTable } from './read-table.ts';
import type { NamedFile } from '../source/source.ts';

const sampledRows = 20_000;
const shownRows = 100;
const shownRejected = 100;

export async function previewTable(
  request: { readonly files: readonly NamedFile[]; readonly options: TableOptions },
  signal: AbortSignal,
): Promise<TablePreview> {
  const scratch = await mkdtemp(join(tmpdir(), 'athanor-preview-'));
  try {
    return await withTable(
      { ...request, scratch, preview: true, signal },
      { write: scratch },
      async (table, database) => {
        const sourceName = nameOfSources(table.sources);
        const { decimal } = table.options;
        const relation = await table.relation(database);
        await database.run(`CREATE TEMP TABLE sample AS SELECT * FROM ${relation} LIMIT ${sampledRows}`);
        const scan = await scanTable(
          database,
          'sample',
          table.columns.map((_, index) => `c${index}`),
          decimal,
        );
        const rejected = await table.rejected(database, shownRejected);
        const distinct = await database.row(
          `SELECT ${table.columns.map((_, index) => `count(DISTINCT c${index})::DOUBLE`).join(', ')} FROM sample`,
        );
        // A column may be called `constructor`.
        const given = new Map(Object.entries(request.options.kinds ?? {}));
        const kinds = scan.columns.map((column, index): ColumnKind => {
          const name = table.columns[index] ?? '';
          const chosen = given.get(name);
          const kind = chosen ?? declaredOr(table.declared.get(name), column);
          return kind === 'text' && !chosen && isCategory(column.present, Number(distinct[index])) ? 'category' : kind;
        });
        const placeOf = placeFinder(table, rejected, database);
        const cells = { database, relationOf: () => 'sample', columns: table.columns, decimal, placeOf };
        const warnings = [...table.warnings, ...(await cellWarnings(cells, kinds, scan))];
        if (scan.rows === 0 && rejected.length === 0) warnings.push(warning('datasets.noRows', { file: sourceName }));
        return {
          sourceName,
          bytes: table.sources.reduce((sum, source) => sum + source.bytes, 0),
          tables: [...table.tables],
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

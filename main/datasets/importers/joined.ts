/** Several files as one table: equal columns in any order, one file's rows after the other's. */
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import type { Database } from '../process/database.ts';
import type { OpenedTable, RowPlace } from './importer.ts';

interface Part {
  readonly file: string;
  readonly table: OpenedTable;
}

/** Throws UserError `datasets.columnsDiffer`, naming the file and the first column that is missing or too many. */
export function joinTables(parts: readonly Part[]): OpenedTable {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError('a table needs a file');
  if (others.length === 0) return first.table;
  const { columns } = first.table;
  for (const other of others) requireColumns(first, other);
  /** Of the files before, once they are counted. */
  let starts: readonly number[] | null = null;

  const relationOf = async ({ table }: Part, database: Database): Promise<string> => {
    const relation = await table.relation(database);
    const cells = columns.map((name, index) => `c${table.columns.indexOf(name)} AS c${index}`);
    return `SELECT ${cells.join(', ')} FROM ${relation}`;
  };
  const rowStarts = async (database: Database): Promise<readonly number[]> => {
    if (starts !== null) return starts;
    const found: number[] = [];
    let rows = 0;
    for (const { table } of parts) {
      found.push(rows);
      const [count] = await database.row(`SELECT count(*)::DOUBLE FROM ${await table.relation(database)}`);
      rows += Number(count);
    }
    starts = found;
    return found;
  };

  return {
    options: first.table.options,
    columns,
    declared: new Map(
      [...first.table.declared].filter(([name, kind]) =>
        others.every(({ table }) => table.declared.get(name) === kind),
      ),
    ),
    tables: first.table.tables,
    warnings: parts.flatMap(({ file, table }) =>
      table.warnings.map((one) => ({ ...one, params: { ...one.params, file } })),
    ),
    files: parts.flatMap(({ table }) => table.files),
    async relation(database) {
      const selects: string[] = [];
      for (const part of parts) selects.push(await relationOf(part, database));
      return `(${selects.join(' UNION ALL ')})`;
    },
    async rejected(database, limit) {
      const rows = [];
      for (const { table } of parts) rows.push(...(await table.rejected(database, limit)));
      return rows.slice(0, limit);
    },
    async places(rows, rejected, database) {
      const from = await rowStarts(database);
      const places: RowPlace[] = [];
      for (const [index, { file, table }] of parts.entries()) {
        const [start, end] = [from[index] ?? 0, from[index + 1] ?? Infinity];
        const own = rows.filter((row) => row >= start && row < end).map((row) => row - start);
        const wrong = rejected.filter((row) => row.file === file);
        if (own.length > 0) places.push(...(await table.places(own, wrong, database)));
      }
      return places;
    },
  };
}

function requireColumns(first: Part, { file, table }: Part): void {
  const expected = first.table.columns;
  const missing = expected.find((name) => !table.columns.includes(name));
  const extra = table.columns.find((name) => !expected.includes(name));
  const column = missing ?? extra;
  if (column === undefined) return;
  const isMissing = missing !== undefined;
  const nearest = isMissing ? nearestName(column, table.columns) : nearestName(column, expected);
  const params = { file, first: first.file, column, missing: isMissing, nearest };
  throw new UserError('datasets.columnsDiffer', params, { location: { file, column } });
}

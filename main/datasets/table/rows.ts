/** Pages of a stored table. */
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import type { Sort, TableRows } from '../process/protocol.ts';
import { sqlName } from '../process/sql.ts';
import type { ColumnKind } from '../types.ts';
import { attempt, countRows } from './query.ts';
import { requireExpression } from './row-expression.ts';
import { withStored } from './stored.ts';

export interface RowsRequest {
  readonly folder: string;
  readonly offset: number;
  readonly limit: number;
  /** Missing cells come last either way; equal ones stay in file order. */
  readonly sort: Sort | null;
  /** A condition in SQL; rows that do not meet it are left out, and not counted. */
  readonly filter?: string | null;
}

export async function tableRows(
  { folder, offset, limit, sort, filter = null }: RowsRequest,
  signal: AbortSignal,
): Promise<TableRows> {
  return withStored(folder, signal, async (database, table, { columns, rows: total }) => {
    const names = columns.map(({ name }) => name);
    if (sort && !names.includes(sort.column)) {
      const params = { column: sort.column, nearest: nearestName(sort.column, names), columns: names.join(', ') };
      throw new UserError('datasets.columnUnknown', params);
    }
    const direction = sort?.descending ? 'DESC' : 'ASC';
    // Without a wish, rows come in file order, which DuckDB keeps.
    const order = sort ? `ORDER BY ${sqlName(sort.column)} ${direction} NULLS LAST, row_number() OVER ()` : '';
    if (filter !== null) await requireExpression(database, { expression: filter, path: 'filter' });
    const where = filter === null ? '' : `WHERE (${filter}\n)`;
    const page = `SELECT ${columns.map(({ name, kind }) => asText(name, kind)).join(', ')} FROM ${table}
       ${where} ${order} LIMIT ${limit} OFFSET ${offset}`;
    if (filter === null) return { columns: names, rows: (await database.rows(page)) as (string | null)[][], total };
    const { rows } = await attempt(filter, null, () => database.select(page, limit));
    return { columns: names, rows, total: await countRows(database, table, filter) };
  });
}

/** Cells of these rows, numbered from 0 in file order, in the order given; `total` counts the table's rows. */
export async function chosenRows(
  { folder, rows }: { readonly folder: string; readonly rows: readonly number[] },
  signal: AbortSignal,
): Promise<TableRows> {
  return withStored(folder, signal, async (database, table, { columns, rows: total }) => {
    const names = columns.map(({ name }) => name);
    if (rows.length === 0) return { columns: names, rows: [], total };
    // Renamed inside, so that no column of a person's can be called as the row's number is.
    const inner = columns.map(({ name }, place) => `${sqlName(name)} AS c${place}`).join(', ');
    const outer = columns.map(({ kind }, place) => asText(`c${place}`, kind)).join(', ');
    const found = (await database.rows(
      `SELECT place::INTEGER, ${outer} FROM (SELECT ${inner}, row_number() OVER () - 1 AS place FROM ${table})
       WHERE place IN (${rows.join(', ')})`,
    )) as [number, ...(string | null)[]][];
    const byRow = new Map(found.map(([row, ...cells]) => [row, cells]));
    return { columns: names, rows: rows.map((row) => byRow.get(row) ?? names.map(() => null)), total };
  });
}

/** A cell as people write it: a date without a time has none. */
export function asText(name: string, kind: ColumnKind): string {
  const text = `${sqlName(name)}::VARCHAR`;
  return kind === 'date' ? `regexp_replace(${text}, ' 00:00:00$', '')` : text;
}

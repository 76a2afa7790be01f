/** Pages of a stored table. */
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import type { Sort, TableRows } from '../process/protocol.ts';
import { sqlName } from '../process/sql.ts';
import type { ColumnKind } from '../types.ts';
import { attempt, countRows } from './query.ts';
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
    const where = filter === null ? '' : `WHERE (${filter}\n)`;
    const page = `SELECT ${columns.map(({ name, kind }) => asText(name, kind)).join(', ')} FROM ${table}
       ${where} ${order} LIMIT ${limit} OFFSET ${offset}`;
    if (filter === null) return { columns: names, rows: (await database.rows(page)) as (string | null)[][], total };
    const { rows } = await attempt(filter, null, () => database.select(page, limit));
    return { columns: names, rows, total: await countRows(database, table, filter) };
  });
}

/** A cell as people write it: a date without a time has none. */
export function asText(name: string, kind: ColumnKind): string {
  const text = `${sqlName(name)}::VARCHAR`;
  return kind === 'date' ? `regexp_replace(${text}, ' 00:00:00$', '')` : text;
}

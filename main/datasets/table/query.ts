/** A person's own SQL over a stored table: one SELECT that may read this table, nothing else and not for ever. */
import { UserError } from '../../base/errors.ts';
import type { Database } from '../process/database.ts';
import type { QueryResult } from '../process/protocol.ts';
import { withStored } from './stored.ts';

export interface QueryRequest {
  readonly folder: string;
  /** The table is called `data`. */
  readonly sql: string;
  /** Rows that come back at most. */
  readonly limit: number;
}

/** Milliseconds; a join of a large table with itself has no end. */
const longest = 60_000;

/** Throws UserError `datasets.query` with DuckDB's own words, `datasets.queryNotSelect`, `datasets.queryTooLong`. */
export async function queryTable({ folder, sql, limit }: QueryRequest, signal: AbortSignal): Promise<QueryResult> {
  const time = AbortSignal.timeout(longest);
  return withStored(folder, AbortSignal.any([signal, time]), async (database, table) => {
    await database.run(`CREATE VIEW data AS SELECT * FROM ${table}`);
    return attempt(sql, time, () => database.select(sql, limit));
  });
}

/** Rows of the table that meet a condition: how many there are. */
export async function countRows(database: Database, table: string, condition: string): Promise<number> {
  const { rows } = await attempt(condition, null, () =>
    database.select(`SELECT count(*) FROM ${table} WHERE (${condition}\n)`, 1),
  );
  return Number(rows[0]?.[0]);
}

/** Runs SQL that a person wrote. What DuckDB has to say against it is a UserError. */
export async function attempt<Result>(
  sql: string,
  time: AbortSignal | null,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (time?.aborted) throw new UserError('datasets.queryTooLong', { seconds: longest / 1000 }, { path: 'sql' });
    if (error instanceof UserError || !(error instanceof Error) || error.name === 'AbortError') throw error;
    const [reason = ''] = error.message.split('\n');
    throw new UserError('datasets.query', { sql, reason }, { path: 'sql', cause: error });
  }
}

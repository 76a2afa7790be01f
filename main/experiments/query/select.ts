/** Finds runs by a query, in the order of any field: one statement, whatever the query. */
import type { StoreContext } from '../database.ts';
import { toConditions, type FormCondition } from './conditions.ts';
import { readNames, resolveField, type Names } from './fields.ts';
import { parseField, parseQuery } from './parse.ts';
import type { Query } from './syntax.ts';
import { fieldValue, translateQuery, type Condition } from './translate.ts';

export interface RunSort {
  /** A field as a query calls it. */
  readonly field: string;
  readonly direction: 'up' | 'down';
}

export interface RunSearch {
  readonly where?: string;
  /** Newest first where left out. Runs that lack the field come last either way, equal ones newest first. */
  readonly sort?: RunSort;
  /** At most so many. */
  readonly limit?: number;
}

/** Names are read at most once. */
export function namesOnce(context: StoreContext): () => Names {
  let names: Names | undefined;
  return () => (names ??= readNames(context));
}

/** Ids of the runs that are found. Throws UserError `query.*`. */
export function findRuns(context: StoreContext, { where = '', sort, limit }: RunSearch): string[] {
  const names = namesOnce(context);
  const condition = searchCondition(context, where, names);
  const order = sort === undefined ? null : fieldValue(resolveField(parseField(sort.field), names));
  const key = order === null ? 'NULL' : order.sql;
  const rows = context
    .sql<unknown[], [string, string | number | null]>(
      `SELECT runs.id, ${key} AS sort_key
       FROM runs JOIN datasets ON datasets.key = runs.dataset_key LEFT JOIN evaluations ON evaluations.run_key = runs.key
       WHERE ${condition.sql} ORDER BY runs.created_at DESC, runs.key DESC`,
    )
    .raw()
    .all(...(order?.values ?? []), ...condition.values);
  const ids = sort === undefined ? rows.map(([id]) => id) : sorted(rows, sort.direction);
  return limit === undefined ? ids : ids.slice(0, limit);
}

/** What a query asks of runs that are there: archived ones are found where it names them. Throws as `findRuns`. */
export function searchCondition(context: StoreContext, where: string, names: () => Names): Condition {
  const query = parseQuery(where, { now: context.now() });
  const found = query === null ? { sql: '1', values: [] } : translateQuery(query, names);
  const isAsked = query !== null && namesFact(query, 'archived');
  return {
    sql: `runs.removed_at IS NULL AND ${isAsked ? '' : 'runs.archived_at IS NULL AND '}${found.sql}`,
    values: found.values,
  };
}

function namesFact(query: Query, fact: string): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.some((part) => namesFact(part, fact));
    case 'not':
      return namesFact(query.part, fact);
    case 'word':
      return false;
    case 'compare':
    case 'in':
    case 'contains':
    case 'missing':
    case 'flag':
      return query.field.reading === null && query.field.name === fact;
    default:
      return query satisfies never;
  }
}

/** Numbers before texts, texts as people count them (`run-2` before `run-10`). Sorting is stable: equal ones stay. */
function sorted(rows: readonly [string, string | number | null][], direction: 'up' | 'down'): string[] {
  const collator = new Intl.Collator('en', { numeric: true });
  const sign = direction === 'up' ? 1 : -1;
  return rows
    .toSorted(([, left], [, right]) => {
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
      if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
      return sign * collator.compare(String(left), String(right));
    })
    .map(([id]) => id);
}

/** The query as lines of a form, null where it is more. Throws UserError `query.*` where it cannot be understood. */
export function checkQuery(context: StoreContext, where: string): FormCondition[] | null {
  const query = parseQuery(where, { now: context.now() });
  if (query !== null) translateQuery(query, namesOnce(context));
  return toConditions(query);
}

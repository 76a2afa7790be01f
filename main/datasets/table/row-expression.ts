/**
 * Lets an expression of a person's own through only if it is one expression over the columns of one row, which gives the
 * same at any time. DuckDB's own parser says what it is, so that no quote, comment or bracket can make it something else.
 */
import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import type { Database } from '../process/database.ts';
import { sqlList, sqlText } from '../process/sql.ts';

export interface RowExpression {
  readonly expression: string;
  /** Of the columns that it may use. */
  readonly columns: readonly string[];
  /** Where a person wrote it. */
  readonly path: string;
}

/** What DuckDB's parser makes of a statement; of a list longer than one, and of anything but a plain SELECT, no more is read. */
const parsedSchema = z.union([
  z.object({ error: z.literal(true), error_message: z.string() }),
  z.object({
    error: z.literal(false),
    statements: z.array(
      z.object({ node: z.looseObject({ type: z.string(), select_list: z.array(z.unknown()).optional() }) }),
    ),
  }),
]);

/** Kinds of expression that look at nothing but their parts. */
const ownClasses: ReadonlySet<string> = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'FUNCTION',
  'OPERATOR',
]);
/** Kinds that see other rows. */
const lookingClasses: ReadonlySet<string> = new Set(['STAR', 'SUBQUERY', 'WINDOW']);

/** Functions that DuckDB calls constant and that tell of the machine, of the session or of the day all the same. */
const tellingFunctions: ReadonlySet<string> = new Set(['age', 'current_setting', 'getvariable', 'version']);
/** DuckDB knows nothing of what its macros look at. These look at their arguments. */
const harmlessMacros: ReadonlySet<string> = new Set([
  'date_add',
  'days_in_month',
  'fdiv',
  'fmod',
  'md5_number_lower',
  'md5_number_upper',
  'nullif',
  'round_even',
  'roundbankers',
  'split_part',
]);

/**
 * Throws UserError `datasets.expression` with DuckDB's own words for what is no SQL, `datasets.expressionNotOne` for what is
 * no single expression, `datasets.expressionLooksAround` for one that sees other rows, `datasets.expressionFunction` for one
 * that gives something else tomorrow or elsewhere, and `datasets.columnUnknown`.
 */
export async function requireRowExpression(database: Database, written: RowExpression): Promise<void> {
  const functions = checkParts(await requireExpression(database, written), written);
  await requirePure(database, functions, written);
}

/**
 * Lets nothing but one expression through, whatever it looks at; gives what DuckDB's parser makes of it. Throws UserError
 * `datasets.expression` and `datasets.expressionNotOne`.
 */
export async function requireExpression(
  database: Database,
  { expression, path }: Pick<RowExpression, 'expression' | 'path'>,
): Promise<unknown> {
  const notOne = (): UserError => new UserError('datasets.expressionNotOne', { expression }, { path });
  // DuckDB would read no further.
  if (expression.includes('\u0000')) throw notOne();
  const [answer] = await database.row(`SELECT json_serialize_sql(${sqlText(`SELECT (${expression}\n)`)})`);
  const parsed = parsedSchema.parse(JSON.parse(String(answer)));
  if (parsed.error) {
    // What is no SELECT, and several statements of which one is none, are not written out at all.
    if (/^Only SELECT statements/u.test(parsed.error_message)) throw notOne();
    const [reason = ''] = parsed.error_message.split('\n');
    throw new UserError('datasets.expression', { expression, reason }, { path });
  }
  const [statement, ...others] = parsed.statements;
  const [item, ...more] = statement?.node.select_list ?? [];
  if (statement === undefined || others.length > 0 || item === undefined || more.length > 0) throw notOne();
  if (!isBare(statement.node)) throw notOne();
  return item;
}

/** Parts of a SELECT that are there even where none was written, as DuckDB writes them then. */
const unwritten: Readonly<Record<string, unknown>> = {
  modifiers: [],
  cte_map: { map: [] },
  where_clause: null,
  group_expressions: [],
  group_sets: [],
  aggregate_handling: 'STANDARD_HANDLING',
  having: null,
  sample: null,
  qualify: null,
};

/** Whether a statement is a SELECT of nothing but its list. */
function isBare(node: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(node).every(([part, value]) => {
    if (part === 'select_list') return true;
    if (part === 'type') return value === 'SELECT_NODE';
    if (part === 'from_table') return (value as { type?: unknown } | null)?.type === 'EMPTY';
    return Object.hasOwn(unwritten, part) && JSON.stringify(value) === JSON.stringify(unwritten[part]);
  });
}

/** Refuses what looks beyond the row; gives the names of the functions called. */
function checkParts(root: unknown, { expression, columns, path }: RowExpression): ReadonlySet<string> {
  const known = new Set(columns.map((column) => column.toLowerCase()));
  const functions = new Set<string>();
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) {
      part.forEach(visit);
      return;
    }
    if (typeof part !== 'object' || part === null) return;
    const facts = part as Readonly<Record<string, unknown>>;
    if (typeof facts['class'] === 'string') {
      const kind = facts['class'];
      if (lookingClasses.has(kind)) {
        throw new UserError('datasets.expressionLooksAround', { expression }, { path });
      }
      if (!ownClasses.has(kind)) throw new UserError('datasets.expressionNotOne', { expression }, { path });
      if (kind === 'FUNCTION') functions.add(String(facts['function_name']).toLowerCase());
      if (kind === 'COLUMN_REF') requireColumn(facts['column_names']);
    }
    Object.values(facts).forEach(visit);
  };
  // Words such as current_date are columns to the parser until no column of the name is found.
  const requireColumn = (names: unknown): void => {
    const written = (Array.isArray(names) ? names : []).map(String);
    const [column = ''] = written;
    if (known.has(column.toLowerCase())) return;
    const params = { column: written.join('.'), nearest: nearestName(column, columns), columns: columns.join(', ') };
    throw new UserError('datasets.columnUnknown', params, { path });
  };
  visit(root);
  return functions;
}

/** Throws for functions that are anything but a function of their arguments. An unknown one is left to DuckDB's own words. */
async function requirePure(
  database: Database,
  functions: ReadonlySet<string>,
  { expression, path }: RowExpression,
): Promise<void> {
  if (functions.size === 0) return;
  const rows = await database.rows(
    `SELECT DISTINCT lower(function_name), function_type, stability FROM duckdb_functions()
     WHERE lower(function_name) IN (SELECT unnest(${sqlList([...functions].map(sqlText))})) ORDER BY ALL`,
  );
  for (const [name, type, stability] of rows.map((cells) => cells.map(String))) {
    if (name === undefined) continue;
    if (type === 'aggregate') throw new UserError('datasets.expressionLooksAround', { expression }, { path });
    const isPure = type === 'macro' ? harmlessMacros.has(name) : type === 'scalar' && stability === 'CONSISTENT';
    if (isPure && !tellingFunctions.has(name)) continue;
    throw new UserError('datasets.expressionFunction', { expression, function: name }, { path });
  }
}

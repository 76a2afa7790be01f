/** Describes every column of a stored table. */
import type { Database } from '../process/database.ts';
import type { ColumnProfile, TableProfile } from '../process/protocol.ts';
import { sqlName, sqlNumber } from '../process/sql.ts';
import { warning, type DataWarning } from '../types.ts';
import type { ManifestColumn } from '../manifest.ts';
import { asText } from './rows.ts';
import { withStored } from './stored.ts';

const topValues = 20;
const mostBins = 40;
/** Values more than so many interquartile ranges outside the quartiles are outliers (Tukey, Exploratory Data Analysis, 1977). */
const fence = 1.5;
/** Up to this many rows everything is exact; beyond, distinct values and quartiles are estimated, as memory is bounded. */
const exactRows = 2_000_000;
/** A class with less than this share of the most frequent one's rows is called rare. */
const rareShare = 0.1;

export async function profileTable(folder: string, signal: AbortSignal): Promise<TableProfile> {
  return withStored(folder, signal, async (database, table, { columns, rows }) => {
    const profiles: ColumnProfile[] = [];
    for (const column of columns) profiles.push(await profileColumn(database, table, column, rows));
    const exact = rows <= exactRows;
    return { rows, exact, columns: profiles, warnings: profiles.flatMap((profile) => columnWarnings(profile, rows)) };
  });
}

async function profileColumn(
  database: Database,
  table: string,
  column: ManifestColumn,
  rows: number,
): Promise<ColumnProfile> {
  const { top, distinct } = await profileValues(database, table, column, rows <= exactRows);
  const isNumeric = column.kind === 'integer' || column.kind === 'number';
  return {
    name: column.name,
    kind: column.kind,
    missing: column.missing,
    distinct,
    numeric: isNumeric ? await profileNumbers(database, table, sqlName(column.name), rows <= exactRows) : null,
    top,
  };
}

/** How many values a column has and the most frequent of them. `exact` groups all of them, which takes memory. */
async function profileValues(
  database: Database,
  table: string,
  { name, kind }: ManifestColumn,
  exact: boolean,
): Promise<Pick<ColumnProfile, 'top' | 'distinct'>> {
  const cell = sqlName(name);
  const chosen = exact
    ? `${cell} IS NOT NULL`
    : `${cell} IN (SELECT unnest(approx_top_k(${cell}, ${2 * topValues})) FROM ${table})`;
  // Written out last: there may be as many groups as rows.
  const rows = await database.rows(
    `WITH groups AS MATERIALIZED
       (SELECT ${cell}, count(*)::DOUBLE AS count FROM ${table} WHERE ${chosen} GROUP BY ${cell}),
     top AS (SELECT * FROM groups ORDER BY count DESC, ${cell} LIMIT ${topValues})
     SELECT ${asText(name, kind)}, count, (SELECT count(*)::DOUBLE FROM groups) FROM top ORDER BY count DESC, ${cell}`,
  );
  const [distinct] = exact
    ? [rows[0]?.[2] ?? 0]
    : await database.row(`SELECT approx_count_distinct(${cell})::DOUBLE FROM ${table}`);
  return {
    top: rows.map(([value, count]) => ({ value: String(value), count: Number(count) })),
    distinct: Number(distinct),
  };
}

async function profileNumbers(
  database: Database,
  table: string,
  name: string,
  exact: boolean,
): Promise<ColumnProfile['numeric']> {
  const quartiles = `${exact ? 'quantile_cont' : 'approx_quantile'}(x, [0.25, 0.5, 0.75])`;
  const values = `(SELECT ${name}::DOUBLE AS x FROM ${table} WHERE isfinite(${name}::DOUBLE))`;
  const [count, mean, deviation, whole, ...quantiles] = (
    await database.row(
      `SELECT count(x)::DOUBLE, avg(x), coalesce(stddev_samp(x), 0), CASE WHEN bool_and(x = trunc(x)) THEN 1 ELSE 0 END,
       min(x), ${quartiles}, max(x) FROM ${values}`,
    )
  )
    .flat()
    .map(Number);
  if (!count) return null;
  const [low = 0, lower = 0, middle = 0, upper = 0, high = 0] = quantiles;
  const edges = binEdges(low, high, count, whole === 1);
  const bins = edges.length - 1;
  const width = (high - low) / bins;
  const bin = width > 0 ? `least(${bins - 1}, floor((x - ${sqlNumber(low)}) / ${sqlNumber(width)}))` : '0';
  const fences = { lower: lower - fence * (upper - lower), upper: upper + fence * (upper - lower) };
  // A value that lies on a fence is no outlier, whatever rounding did to the fence.
  const slack = 1e-9 * (upper - lower);
  const binned = await database.rows(
    `SELECT ${bin}::INTEGER AS bin, CASE WHEN x < ${sqlNumber(fences.lower - slack)} THEN -1 WHEN x > ${sqlNumber(fences.upper + slack)} THEN 1 ELSE 0 END AS side,
     count(*)::DOUBLE FROM ${values} GROUP BY ALL`,
  );
  const counts = Array<number>(bins).fill(0);
  const outside = { below: 0, above: 0 };
  for (const [index, side, frequency] of binned.map((cells) => cells.map(Number))) {
    if (index === undefined || frequency === undefined) continue;
    counts[index] = (counts[index] ?? 0) + frequency;
    if (side === -1) outside.below += frequency;
    if (side === 1) outside.above += frequency;
  }
  return {
    mean: mean ?? 0,
    standardDeviation: deviation ?? 0,
    quantiles: [low, lower, middle, upper, high],
    histogram: { edges, counts },
    outliers: { ...fences, ...outside },
  };
}

/** Bins of equal width: about the square root of the count, and for whole numbers none that lies between two. */
function binEdges(low: number, high: number, count: number, whole: boolean): number[] {
  if (low === high) return [low, high];
  const wanted = Math.min(mostBins, Math.max(1, Math.ceil(Math.sqrt(count))));
  const bins = whole ? Math.min(wanted, high - low) : wanted;
  return Array.from({ length: bins + 1 }, (_, index) => (index === bins ? high : low + ((high - low) * index) / bins));
}

function columnWarnings({ name, kind, missing, distinct, top }: ColumnProfile, rows: number): DataWarning[] {
  const present = rows - missing;
  const where = { column: name };
  if (present === 0) return [warning('datasets.columnEmpty', {}, where)];
  if (distinct === 1) return [warning('datasets.columnConstant', { value: top[0]?.value ?? '' }, where)];
  const exact = rows <= exactRows;
  if (exact && distinct === present && present > 20 && (kind === 'integer' || kind === 'text')) {
    return [warning('datasets.columnIdentifier', {}, where)];
  }
  const [most, least] = [top[0], top.at(-1)];
  if ((kind === 'category' || kind === 'boolean') && distinct <= topValues && most && least) {
    if (least.count < most.count * rareShare) {
      return [warning('datasets.columnImbalanced', { value: least.value, count: least.count }, where)];
    }
  }
  return [];
}

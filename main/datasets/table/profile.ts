/** Describes every column of a stored table. */
import type { Database } from '../process/database.ts';
import type { ColumnProfile, TableProfile } from '../process/protocol.ts';
import { sqlName } from '../process/sql.ts';
import { warning, type DataWarning } from '../types.ts';
import type { ManifestColumn } from '../manifest.ts';
import { asText } from './rows.ts';
import { withStored } from './stored.ts';

const topValues = 20;
const mostBins = 40;
/** Distinct values are counted exactly up to this many rows, and estimated beyond: the count would not fit in memory. */
const exactRows = 2_000_000;
/** A class with less than this share of the most frequent one's rows is called rare. */
const rareShare = 0.1;

export async function profileTable(folder: string, signal: AbortSignal): Promise<TableProfile> {
  return withStored(folder, signal, async (database, table, { columns, rows }) => {
    const profiles: ColumnProfile[] = [];
    for (const column of columns) profiles.push(await profileColumn(database, table, column, rows));
    return { rows, columns: profiles, warnings: profiles.flatMap((profile) => columnWarnings(profile, rows)) };
  });
}

async function profileColumn(
  database: Database,
  table: string,
  column: ManifestColumn,
  rows: number,
): Promise<ColumnProfile> {
  const name = sqlName(column.name);
  const distinct = rows <= exactRows ? `count(DISTINCT ${name})` : `approx_count_distinct(${name})`;
  const [count] = await database.row(`SELECT ${distinct}::DOUBLE FROM ${table}`);
  const top = await database.rows(
    `SELECT ${asText(column.name, column.kind)}, count(*)::DOUBLE AS count FROM ${table}
     WHERE ${name} IS NOT NULL GROUP BY ${name} ORDER BY count DESC, ${name} LIMIT ${topValues}`,
  );
  const isNumeric = column.kind === 'integer' || column.kind === 'number';
  return {
    name: column.name,
    kind: column.kind,
    missing: column.missing,
    distinct: Number(count),
    numeric: isNumeric ? await profileNumbers(database, table, name) : null,
    top: top.map(([value, frequency]) => ({ value: String(value), count: Number(frequency) })),
  };
}

async function profileNumbers(database: Database, table: string, name: string): Promise<ColumnProfile['numeric']> {
  const values = `(SELECT ${name}::DOUBLE AS x FROM ${table} WHERE isfinite(${name}::DOUBLE))`;
  const [count, mean, deviation, whole, ...quantiles] = (
    await database.row(
      `SELECT count(x)::DOUBLE, avg(x), coalesce(stddev_samp(x), 0), CASE WHEN bool_and(x = trunc(x)) THEN 1 ELSE 0 END,
       min(x), ${[0.25, 0.5, 0.75].map((share) => `quantile_cont(x, ${share})`).join(', ')}, max(x) FROM ${values}`,
    )
  ).map(Number);
  if (!count) return null;
  const [low = 0, lower = 0, middle = 0, upper = 0, high = 0] = quantiles;
  const edges = binEdges(low, high, count, whole === 1);
  const bins = edges.length - 1;
  const width = (high - low) / bins;
  const bin = width > 0 ? `least(${bins - 1}, floor((x - (${low})) / ${width}))` : '0';
  const binned = await database.rows(`SELECT ${bin}::DOUBLE AS bin, count(*)::DOUBLE FROM ${values} GROUP BY bin`);
  const counts = Array<number>(bins).fill(0);
  for (const [index, frequency] of binned) counts[Number(index)] = Number(frequency);
  return {
    mean: mean ?? 0,
    standardDeviation: deviation ?? 0,
    quantiles: [low, lower, middle, upper, high],
    histogram: { edges, counts },
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

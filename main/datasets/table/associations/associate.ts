/** How the columns of a stored table hang together: pairs, rows that come again, what gives a target away. */
import type { ManifestColumn, TableManifest } from '../../manifest.ts';
import type { Database } from '../../process/database.ts';
import type { ColumnProfile } from '../../process/protocol.ts';
import { sqlName } from '../../process/sql.ts';
import { warning } from '../../types.ts';
import { findColumn } from '../features.ts';
import { withStored } from '../stored.ts';
import { giveaways } from './giveaways.ts';
import { correlationRatios, cramersV, pearson, type ColumnPair } from './measures.ts';
import { isNumeric, sampleColumns } from './sampled.ts';
import type { Association, TableAssociations } from './types.ts';

/** Of a wider table only pairs with the target are looked at: their number grows with the square. */
const mostPairedColumns = 60;
/** Columns with more values than these are no categories to count pairs of. */
const mostCategories = 200;
/** Finding equal rows keeps a hash of each in memory. */
const mostComparedRows = 10_000_000;

export interface AssociationsRequest {
  readonly folder: string;
  readonly target: string | null;
  /** Of the same table. */
  readonly profiles: readonly ColumnProfile[];
}

export async function associateColumns(
  { folder, target, profiles }: AssociationsRequest,
  signal: AbortSignal,
): Promise<TableAssociations> {
  return withStored(folder, signal, async (database, table, manifest) => {
    const chosen = target === null ? null : findColumn(manifest, target, 'datasets.targetMissing', 'target');
    const distinct = new Map(profiles.map((profile) => [profile.name, profile.distinct]));
    const isCategory = (column: ManifestColumn): boolean => {
      const values = distinct.get(column.name) ?? 0;
      const fits = column.kind === 'category' || column.kind === 'boolean' || (column === chosen && !isNumeric(column));
      return fits && values > 1 && values <= mostCategories;
    };
    const columns = manifest.columns.filter((column) => isNumeric(column) || isCategory(column));
    const sampled = await sampleColumns(database, table, manifest.rows, columns);
    const pairs = await measurePairs(database, sampled.table, pairsOf(columns, chosen));
    const duplicates = await duplicateRows(database, table, manifest, distinct);
    return {
      measuredRows: sampled.rows,
      pairs,
      duplicateRows: duplicates,
      classes: chosen === null ? null : await classesOf(database, table, chosen, distinct.get(chosen.name) ?? 0),
      warnings: [
        ...(duplicates ? [warning('datasets.duplicateRows', { count: duplicates, rows: manifest.rows })] : []),
        ...(chosen !== null && columns.includes(chosen)
          ? await giveaways(database, sampled, chosen, columns, pairs)
          : []),
      ],
    };
  });
}

function pairsOf(columns: readonly ManifestColumn[], target: ManifestColumn | null): ColumnPair[] {
  const all = columns.flatMap((one, index) => columns.slice(index + 1).map((other): ColumnPair => [one, other]));
  if (columns.length <= mostPairedColumns) return all;
  return all.filter((pair) => target !== null && pair.includes(target));
}

/** Pairs of which one column is constant among the rows measured have no measure and are left out. */
async function measurePairs(database: Database, table: string, pairs: readonly ColumnPair[]): Promise<Association[]> {
  const numbers = pairs.filter((pair) => pair.every(isNumeric));
  const categories = pairs.filter((pair) => !pair.some(isNumeric));
  const byCategory = new Map<ManifestColumn, ManifestColumn[]>();
  for (const [one, other] of pairs) {
    if (isNumeric(one) === isNumeric(other)) continue;
    const [number, category] = isNumeric(one) ? [one, other] : [other, one];
    byCategory.set(category, [...(byCategory.get(category) ?? []), number]);
  }
  const found = await pearson(database, table, numbers);
  for (const pair of categories) found.push(await cramersV(database, table, pair));
  for (const [category, some] of byCategory) found.push(...(await correlationRatios(database, table, some, category)));
  return found.filter(({ value }) => Number.isFinite(value));
}

/** Rows that are equal in the columns of the most values are few: only if there are any, all columns are compared. */
async function duplicateRows(
  database: Database,
  table: string,
  { rows, columns }: TableManifest,
  distinct: ReadonlyMap<string, number>,
): Promise<number | null> {
  if (rows > mostComparedRows) return null;
  const repeated = async (compared: readonly ManifestColumn[]): Promise<number> => {
    const names = compared.map(({ name }) => sqlName(name)).join(', ');
    const [different] = await database.row(
      `SELECT count(DISTINCT row)::DOUBLE FROM (SELECT hash(${names}) AS row FROM ${table})`,
    );
    return rows - Number(different);
  };
  const telling = columns.toSorted((one, other) => (distinct.get(other.name) ?? 0) - (distinct.get(one.name) ?? 0));
  const few = await repeated(telling.slice(0, 3));
  return few === 0 || columns.length <= 3 ? few : repeated(columns);
}

async function classesOf(
  database: Database,
  table: string,
  { name, kind }: ManifestColumn,
  distinct: number,
): Promise<TableAssociations['classes']> {
  if (kind === 'number' || kind === 'date' || distinct > mostCategories) return null;
  const counts = await database.rows(
    `SELECT ${sqlName(name)}::VARCHAR AS value, count(*)::DOUBLE AS count FROM ${table}
     WHERE value IS NOT NULL GROUP BY value ORDER BY count DESC, value`,
  );
  return counts.map(([value, count]) => ({ value: String(value), count: Number(count) }));
}

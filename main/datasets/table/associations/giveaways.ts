/**
 * Features that give a target away: most often they were only known after it, or are the target under another name.
 *
 * Formula: a number gives a target of numbers away from |r| = 0.995 on, and one of classes from η = 0.995 on; so does a
 * category for a target of numbers. Values that repeat give a target away where Goodman and Kruskal's
 * λ = (Σ max − most) / (n − most) is at least 0.98: guessing each value's most frequent target leaves at most one in
 * fifty of the mistakes of always guessing the most frequent target.
 */
import type { ManifestColumn } from '../../manifest.ts';
import type { Database } from '../../process/database.ts';
import { sqlName } from '../../process/sql.ts';
import { warning, type DataWarning } from '../../types.ts';
import { correlationRatios, pearson } from './measures.ts';
import { isNumeric, sampleColumns, type SampledTable } from './sampled.ts';
import type { Association } from './types.ts';

const strongAssociation = 0.995;
const strongGuess = 0.98;
/** Rows that each value must have on average: a column of identifiers tells everything and means nothing. */
const rowsPerValue = 5;
/** In fewer rows much looks like a rule. */
const fewestRows = 20;
/** Each costs a query; of a very wide table only the first are looked at. */
const mostGuessed = 100;

/** Of a table that is about to be trained on, by the `features` chosen. */
export async function warnOfGiveaways(
  database: Database,
  table: string,
  rows: number,
  target: ManifestColumn,
  features: readonly ManifestColumn[],
): Promise<DataWarning[]> {
  const sampled = await sampleColumns(database, table, rows, [target, ...features]);
  const numbers = features.filter(isNumeric);
  const measured = isNumeric(target)
    ? await pearson(
        database,
        sampled.table,
        numbers.map((number) => [number, target]),
      )
    : target.kind === 'date'
      ? []
      : await correlationRatios(database, sampled.table, numbers, target);
  return giveaways(database, sampled, target, features, measured);
}

/** @param measured what is known of pairs with the target */
export async function giveaways(
  database: Database,
  sampled: SampledTable,
  target: ManifestColumn,
  features: readonly ManifestColumn[],
  measured: readonly Association[],
): Promise<DataWarning[]> {
  if (sampled.rows < fewestRows) return [];
  const strong = new Set(
    measured
      .filter(({ one, other, value }) => [one, other].includes(target.name) && Math.abs(value) >= strongAssociation)
      .map(({ one, other }) => (one === target.name ? other : one)),
  );
  let guessed = 0;
  const warnings: DataWarning[] = [];
  for (const column of features) {
    if (column.name === target.name) continue;
    let tells = strong.has(column.name);
    if (!tells && column.kind !== 'number' && column.kind !== 'text' && guessed < mostGuessed) {
      guessed += 1;
      tells = await guesses(database, sampled.table, column, target);
    }
    if (tells) warnings.push(warning('datasets.givesTargetAway', { target: target.name }, { column: column.name }));
  }
  return warnings;
}

async function guesses(
  database: Database,
  table: string,
  column: ManifestColumn,
  target: ManifestColumn,
): Promise<boolean> {
  const [x, y] = [sqlName(column.name), sqlName(target.name)];
  const [right, total, values, most] = (
    await database.row(
      `WITH cells AS MATERIALIZED (SELECT ${x} AS x, ${y} AS y, count(*)::DOUBLE AS n FROM ${table}
         WHERE ${x} IS NOT NULL AND ${y} IS NOT NULL GROUP BY ALL)
       SELECT sum(most), sum(n), count(*)::DOUBLE, (SELECT max(n) FROM (SELECT sum(n) AS n FROM cells GROUP BY y))
       FROM (SELECT max(n) AS most, sum(n) AS n FROM cells GROUP BY x)`,
    )
  ).map(Number);
  if (right === undefined || !total || values === undefined || most === undefined || most === total) return false;
  return values * rowsPerValue <= total && (right - most) / (total - most) >= strongGuess;
}

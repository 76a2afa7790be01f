/**
 * What two columns tell of each other, over the rows that have both.
 *
 * Formulas: two columns of numbers, Pearson's r. Two of categories, Cramér's V = √(χ² / (n·(min(rows, columns) − 1))),
 * without correction. Numbers by category, the correlation ratio η = √(Σ nᵢ(ȳᵢ − ȳ)² / Σ(y − ȳ)²).
 * Source: as NumPy's corrcoef, SciPy's contingency.association(method='cramer'), and η² of a one-way analysis of variance.
 * Errors: a value that is not defined (a constant column, no common rows) is NaN.
 */
import type { ManifestColumn } from '../../manifest.ts';
import type { Database } from '../../process/database.ts';
import { sqlName } from '../../process/sql.ts';
import type { Association } from './types.ts';

export type ColumnPair = readonly [ManifestColumn, ManifestColumn];

/** Expressions in one query; more make DuckDB slow to plan. */
const mostExpressions = 500;

export async function pearson(database: Database, table: string, pairs: readonly ColumnPair[]): Promise<Association[]> {
  const found: Association[] = [];
  for (let start = 0; start < pairs.length; start += mostExpressions) {
    const some = pairs.slice(start, start + mostExpressions);
    const values = await database.row(
      `SELECT ${some.map(([one, other]) => `corr(${sqlName(one.name)}, ${sqlName(other.name)})`).join(', ')} FROM ${table}`,
    );
    some.forEach(([one, other], index) => {
      const value = values[index];
      // Rounding can lead a hair's breadth beyond 1.
      const bounded = typeof value === 'number' ? Math.max(-1, Math.min(1, value)) : NaN;
      found.push({ one: one.name, other: other.name, measure: 'pearson', value: bounded });
    });
  }
  return found;
}

export async function cramersV(database: Database, table: string, [one, other]: ColumnPair): Promise<Association> {
  const [left, right] = [sqlName(one.name), sqlName(other.name)];
  const cells = await database.rows(
    `SELECT ${left}::VARCHAR, ${right}::VARCHAR, count(*)::DOUBLE FROM ${table}
     WHERE ${left} IS NOT NULL AND ${right} IS NOT NULL GROUP BY ALL`,
  );
  const rows = new Map<unknown, number>();
  const columns = new Map<unknown, number>();
  let total = 0;
  for (const [row, column, count] of cells) {
    rows.set(row, (rows.get(row) ?? 0) + Number(count));
    columns.set(column, (columns.get(column) ?? 0) + Number(count));
    total += Number(count);
  }
  // Σ (observed − expected)² / expected over all cells, the empty ones included, is n·(Σ observed² / (row·column) − 1).
  let squares = 0;
  for (const [row, column, count] of cells) {
    squares += Number(count) ** 2 / ((rows.get(row) ?? 1) * (columns.get(column) ?? 1));
  }
  const free = Math.min(rows.size, columns.size) - 1;
  const value = free < 1 || total === 0 ? NaN : Math.min(1, Math.sqrt(Math.max(0, squares - 1) / free));
  return { one: one.name, other: other.name, measure: 'cramersV', value };
}

/** Of each column of numbers with the one category. */
export async function correlationRatios(
  database: Database,
  table: string,
  numbers: readonly ManifestColumn[],
  category: ManifestColumn,
): Promise<Association[]> {
  if (numbers.length === 0) return [];
  const group = sqlName(category.name);
  const perNumber = numbers
    .map(({ name }) => sqlName(name))
    .map((x) => `count(${x})::DOUBLE, avg(${x}), var_pop(${x})`);
  const groups = await database.rows(
    `SELECT ${perNumber.join(', ')} FROM ${table} WHERE ${group} IS NOT NULL GROUP BY ${group}`,
  );
  return numbers.map(({ name }, index) => {
    const sums = groups.map((row) => row.slice(3 * index, 3 * index + 3).map(Number));
    const total = sums.reduce((sum, [count = 0]) => sum + count, 0);
    const mean = sums.reduce((sum, [count = 0, average = 0]) => sum + count * average, 0) / total;
    const between = sums.reduce((sum, [count = 0, average = 0]) => sum + count * (average - mean) ** 2, 0);
    const within = sums.reduce((sum, [count = 0, , variance = 0]) => sum + count * variance, 0);
    const value = between + within > 0 ? Math.sqrt(between / (between + within)) : NaN;
    return { one: name, other: category.name, measure: 'correlationRatio', value };
  });
}

/** Names of columns as a table needs them: none empty, none twice, not too many. */
import { UserError } from '../../base/errors.ts';
import { warning, type DataWarning } from '../types.ts';

/** More columns make queries that take minutes to plan, and outgrow the memory that a database may take. */
const mostColumns = 2048;

export function requireColumns(count: number, file: string): void {
  if (count === 0) throw new UserError('datasets.noRows', { file }, { location: { file } });
  if (count <= mostColumns) return;
  throw new UserError('datasets.tooManyColumns', { file, columns: count, most: mostColumns }, { location: { file } });
}

/** `column_1`, `column_2`, … for a table without a header. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `column_${index + 1}`);
}

/** The given names, mended where they are empty or come twice. To DuckDB and in Parquet, `A` and `a` are one. */
export function uniqueColumns(names: readonly string[], warnings: DataWarning[]): string[] {
  const taken = new Set<string>();
  const given = new Set(names.map((name) => name.trim().toLowerCase()));
  return names.map((cell, index) => {
    const name = cell.trim();
    const base = name === '' ? `column_${index + 1}` : name;
    let unique = base;
    const clashes = (): boolean =>
      taken.has(unique.toLowerCase()) || (unique !== name && given.has(unique.toLowerCase()));
    for (let number = 2; clashes(); number++) unique = `${base}_${number}`;
    taken.add(unique.toLowerCase());
    if (name === '')
      warnings.push(warning('datasets.columnUnnamed', { number: index + 1, name: unique }, { column: unique }));
    else if (unique !== name)
      warnings.push(warning('datasets.columnRenamed', { from: name, name: unique }, { column: unique }));
    return unique;
  });
}

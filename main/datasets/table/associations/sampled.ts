/** Columns of a table in memory, to be measured in pairs: all of its rows, or a fixed draw of a large one. */
import type { ManifestColumn } from '../../manifest.ts';
import type { Database } from '../../process/database.ts';
import { sqlName } from '../../process/sql.ts';

/** Figures of pairs change in the third digit at most with more rows than these (the error of r is about 1/√rows). */
const mostRows = 100_000;
/** So that tables of very many columns fit in memory as well. */
const mostCells = 16_000_000;

export interface SampledTable {
  readonly table: string;
  readonly rows: number;
}

export function isNumeric({ kind }: ManifestColumn): boolean {
  return kind === 'integer' || kind === 'number';
}

/** Numbers become DOUBLE, and what is not finite is missing. The same rows are drawn each time. */
export async function sampleColumns(
  database: Database,
  table: string,
  rows: number,
  columns: readonly ManifestColumn[],
): Promise<SampledTable> {
  const wanted = Math.min(mostRows, Math.floor(mostCells / Math.max(1, columns.length)));
  const cells = columns.map((column) => {
    const name = sqlName(column.name);
    if (!isNumeric(column)) return name;
    return `CASE WHEN isfinite(${name}::DOUBLE) THEN ${name}::DOUBLE END AS ${name}`;
  });
  const sampled = 'athanor_sampled';
  const drawn =
    rows <= wanted
      ? table
      : `(SELECT * FROM (SELECT *, row_number() OVER () AS athanor_row FROM ${table})
          WHERE hash(athanor_row) % ${rows} < ${wanted})`;
  await database.run(`CREATE OR REPLACE TEMP TABLE ${sampled} AS SELECT ${cells.join(', ')} FROM ${drawn}`);
  const [count] = await database.row(`SELECT count(*)::DOUBLE FROM ${sampled}`);
  return { table: sampled, rows: Number(count) };
}

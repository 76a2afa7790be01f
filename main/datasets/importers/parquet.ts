/** Parquet, read by DuckDB in place. */
import { Database } from '../process/database.ts';
import { sqlList, sqlName, sqlText } from '../process/sql.ts';
import { startsWith } from '../source/source.ts';
import { defaultMissingMarkers, warning, type ColumnKind, type DataWarning } from '../types.ts';
import { requireColumns, uniqueColumns } from './column-names.ts';
import type { OpenedTable, OpenRequest, TableImporter } from './importer.ts';
import { declaredKinds } from './staged.ts';

const magic = [0x50, 0x41, 0x52, 0x31];

export const parquet: TableImporter = {
  extensions: ['parquet', 'pq'],
  recognizes: (start) => startsWith(start, magic),
  open: openParquet,
};

async function openParquet({ source, options, signal }: OpenRequest): Promise<OpenedTable> {
  const { path, file } = source;
  const fields = await readFields(path, signal);
  requireColumns(fields.length, file);
  const warnings: DataWarning[] = [];
  const columns = uniqueColumns(
    fields.map(({ name }) => name),
    warnings,
  );
  for (const [index, { type }] of fields.entries()) {
    if (type !== 'BLOB') continue;
    const column = columns[index] ?? '';
    warnings.push(warning('datasets.columnBinary', {}, { column }));
  }
  const missing = options.missing ?? defaultMissingMarkers;
  return {
    options: {
      format: 'parquet',
      delimiter: '',
      quote: '',
      header: true,
      skip: 0,
      encoding: 'utf-8',
      decimal: options.decimal ?? '.',
      table: '',
      missing: [...missing],
      onBadRow: options.onBadRow ?? 'refuse',
    },
    columns,
    declared: declaredKinds(
      columns,
      fields.map(({ type }) => kindOfType(type)),
    ),
    tables: [],
    warnings,
    files: [path],
    relation: async (database) => {
      const cells = fields.map(({ name, type }, index) => `${cellText(sqlName(name), type, missing)} AS c${index}`);
      return `(SELECT ${cells.join(', ')} FROM ${readParquet(await database.path(path))})`;
    },
    rejected: () => Promise.resolve([]),
    places: (rows) => Promise.resolve(rows.map((row) => ({ file, line: row + 1 }))),
  };
}

async function readFields(path: string, signal: AbortSignal): Promise<{ name: string; type: string }[]> {
  await using database = await Database.open({ read: [path] }, signal);
  const rows = await database.rows(`DESCRIBE SELECT * FROM ${readParquet(await database.path(path))}`);
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

function readParquet(path: string): string {
  return `read_parquet(${path}, hive_partitioning = false)`;
}

/** The kind that a type states; undefined leaves it to the cells. */
function kindOfType(type: string): ColumnKind | undefined {
  if (/^(U?(TINYINT|SMALLINT|INTEGER)|BIGINT)$/.test(type)) return 'integer';
  if (/^(FLOAT|DOUBLE|DECIMAL\(.*|U?BIGINT|U?HUGEINT)$/.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  if (/^(DATE|TIMESTAMP.*)$/.test(type)) return 'date';
  return undefined;
}

function cellText(name: string, type: string, missing: readonly string[]): string {
  if (type === 'BLOB') return 'NULL::VARCHAR';
  // A NaN in a column of numbers is how most tools write a missing one.
  if (type === 'FLOAT' || type === 'DOUBLE') return `CASE WHEN NOT isnan(${name}) THEN ${name}::VARCHAR END`;
  const text = `${name}::VARCHAR`;
  if (type !== 'VARCHAR') return text;
  // DuckDB makes a join of a long IN, and a join does not keep the order of rows.
  return `CASE WHEN NOT list_contains(${sqlList(['', ...missing].map(sqlText))}, ${text}) THEN ${text} END`;
}

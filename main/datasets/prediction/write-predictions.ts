/** Writes predictions beside the rows that they are of. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTableManifest, tableFileName } from '../manifest.ts';
import { Database } from '../process/database.ts';
import { sqlName } from '../process/sql.ts';
import { newTableFolder, type PredictedColumn, type PredictionFormat } from './types.ts';

export interface WritePredictionsRequest {
  /** Of the new rows' arrays. */
  readonly folder: string;
  readonly columns: readonly PredictedColumn[];
  /** The file to write; it must not exist. */
  readonly file: string;
  readonly format: PredictionFormat;
}

const options = { csv: 'FORMAT csv, HEADER', parquet: 'FORMAT parquet, COMPRESSION zstd' } as const;

/** All columns of the table that the rows came in, where they did, then those given. */
export async function writePredictions(
  { folder, columns, file, format }: WritePredictionsRequest,
  signal: AbortSignal,
): Promise<{ readonly bytes: number }> {
  const tableFolder = join(folder, newTableFolder);
  const own = await readTableManifest(tableFolder).then(
    (manifest) => manifest.columns,
    () => null,
  );
  const parquet = join(tableFolder, tableFileName);
  await using database = await Database.open({ read: [parquet], write: dirname(file) }, signal);
  const taken = new Set((own ?? []).map(({ name }) => name.toLowerCase()));
  const named = columns.map(({ name, values }) => ({ name: unused(name, taken), values }));
  await database.createTable('predicted', named);
  const cells = [
    ...(own ?? []).map(({ name }) => `rows.${sqlName(name)}`),
    ...named.map(({ name }) => `predicted.${sqlName(name)}`),
  ];
  const source =
    own === null ? 'predicted' : `read_parquet(${await database.path(parquet)}) AS rows POSITIONAL JOIN predicted`;
  await database.run(
    `COPY (SELECT ${cells.join(', ')} FROM ${source}) TO ${await database.path(file)} (${options[format]})`,
  );
  return { bytes: (await stat(file)).size };
}

/** SQL does not tell names apart by their case. */
function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${name}_${number}`;
  taken.add(free.toLowerCase());
  return free;
}

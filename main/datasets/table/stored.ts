/** Opens a stored data set for reading. */
import { join } from 'node:path';
import { readTableManifest, tableFileName, type TableManifest } from '../manifest.ts';
import { Database } from '../process/database.ts';

/** `table` is the SQL expression of the stored table. */
export async function withStored<T>(
  folder: string,
  signal: AbortSignal,
  work: (database: Database, table: string, manifest: TableManifest) => Promise<T>,
): Promise<T> {
  const manifest = await readTableManifest(folder);
  const parquet = join(folder, tableFileName);
  await using database = await Database.open({ read: [parquet] }, signal);
  return await work(database, `read_parquet(${await database.path(parquet)})`, manifest);
}

/** What files take. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Bytes of all files below. What cannot be read, or vanishes meanwhile, counts nothing.
 *
 * @param counts which files do, by name; all where left out
 */
export async function folderBytes(folder: string, counts: (name: string) => boolean = () => true): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let total = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += await folderBytes(path, counts);
    else if (entry.isFile() && counts(entry.name)) total += await fileBytes(path);
  }
  return total;
}

/** 0 for a file that is not there. */
export async function fileBytes(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

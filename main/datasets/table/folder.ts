/** Folders that are there whole or not at all: written under another name, made durable, then renamed. */
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Folders with this in their name are unfinished; whoever finds one at the start may delete it. */
export const unfinishedMark = '.unfinished-';

/**
 * Runs `write` on an empty folder and gives it its real name when that succeeds. Whatever else happens, nothing stays.
 * The target must not exist, unless `replace` allows it.
 */
export async function writeFolder<T>(
  target: string,
  write: (folder: string) => Promise<T>,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<T> {
  const folder = `${target}${unfinishedMark}${process.pid}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    const result = await write(folder);
    for (const name of await readdir(folder)) await syncPath(join(folder, name));
    await syncPath(folder);
    if (replace) await rm(target, { recursive: true, force: true });
    await rename(folder, target);
    await syncPath(dirname(target));
    return result;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
}

/** Deletes what a killed process left unfinished. Only for the one process that may write to the folder. */
export async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names
      .filter((name) => name.includes(unfinishedMark))
      .map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
}

/** Flushes a file or folder to the disk. Windows cannot flush a folder, and does not need to. */
async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  if (!handle) return;
  try {
    await handle.sync();
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  } finally {
    await handle.close();
  }
}

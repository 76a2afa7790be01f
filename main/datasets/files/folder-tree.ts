/** The files below a folder. Links are followed only where they stay inside; linked folders are not entered. */
import { createReadStream } from 'node:fs';
import { lstat, open, opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { compareCodePoints } from '../recipe/blocks.ts';
import type { RejectedFile } from './types.ts';
import { FileRefused, isClutter, largestFile, mostFiles, type FileTree, type TreeFile } from './tree.ts';

/** Files whose kind and size the system is asked for at the same time: one by one, 100,000 took twice as long. */
const askedAtOnce = 256;

export async function openFolder(root: string, signal: AbortSignal): Promise<FileTree> {
  const home = await realpath(root);
  const files: TreeFile[] = [];
  const emptyFolders: string[] = [];
  const refused: RejectedFile[] = [];

  async function take(places: readonly { readonly place: string; readonly path: string }[]): Promise<void> {
    for (const checked of await Promise.all(places.map(({ place, path }) => inspect(place, path, home)))) {
      if ('reason' in checked) refused.push(checked);
      else files.push(checked);
    }
  }

  async function walk(folder: string, prefix: string): Promise<number> {
    signal.throwIfAborted();
    let found = 0;
    let waiting: { place: string; path: string }[] = [];
    for await (const entry of await openFolderAt(folder, prefix === '' ? basename(root) : prefix)) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (isClutter(path)) continue;
      if (entry.isDirectory()) {
        found += await walk(join(folder, entry.name), path);
        continue;
      }
      found++;
      if (files.length + waiting.length >= mostFiles) {
        const file = basename(root);
        throw new UserError('files.tooManyFiles', { file, most: mostFiles }, { location: { file } });
      }
      waiting.push({ place: join(folder, entry.name), path });
      if (waiting.length < askedAtOnce) continue;
      signal.throwIfAborted();
      await take(waiting);
      waiting = [];
    }
    await take(waiting);
    if (found === 0 && prefix !== '') emptyFolders.push(prefix);
    return found;
  }
  await walk(root, '');
  return treeOver(root, files, emptyFolders, refused);
}

/** Some files of one folder, by name. */
export async function openSiblings(folder: string, names: readonly string[]): Promise<FileTree> {
  const home = await realpath(folder);
  const checked = await Promise.all(names.map((name) => inspect(join(folder, name), name, home)));
  const files = checked.filter((item): item is TreeFile => !('reason' in item));
  const refused = checked.filter((item): item is RejectedFile => 'reason' in item);
  return treeOver(folder, files, [], refused);
}

function treeOver(
  root: string,
  files: readonly TreeFile[],
  emptyFolders: readonly string[],
  refused: readonly RejectedFile[],
): FileTree {
  const placeOf = ({ path }: TreeFile): string => join(root, ...path.split('/'));
  return {
    files: files.toSorted((one, other) => compareCodePoints(one.path, other.path)),
    emptyFolders: emptyFolders.toSorted(compareCodePoints),
    refused,
    read: (file) => readWhole(placeOf(file)),
    stream: (file) => Promise.resolve(createReadStream(placeOf(file), { highWaterMark: 2 ** 20 })),
    close: () => Promise.resolve(),
  };
}

async function openFolderAt(folder: string, shown: string): Promise<Awaited<ReturnType<typeof opendir>>> {
  try {
    return await opendir(folder, { bufferSize: 512 });
  } catch (cause) {
    const params = { file: shown, reason: codeOf(cause) };
    throw new UserError('files.folderUnreadable', params, { location: { file: shown }, cause });
  }
}

async function inspect(place: string, path: string, home: string): Promise<TreeFile | RejectedFile> {
  try {
    const link = await lstat(place);
    if (!link.isSymbolicLink()) {
      return link.isFile() ? { path, bytes: link.size } : { file: path, reason: 'unreadable', detail: 'not a file' };
    }
    const target = await realpath(place);
    if (!target.startsWith(home.endsWith(sep) ? home : home + sep)) {
      return { file: path, reason: 'outside', detail: target };
    }
    const information = await stat(target);
    if (information.isFile()) return { path, bytes: information.size };
    return { file: path, reason: 'unreadable', detail: 'a link to a folder' };
  } catch (error) {
    return { file: path, reason: 'gone', detail: codeOf(error) };
  }
}

async function readWhole(place: string): Promise<Uint8Array> {
  try {
    const handle = await open(place);
    try {
      const { size } = await handle.stat();
      if (size > largestFile) throw new FileRefused('large', `${size} bytes`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof FileRefused) throw cause;
    const code = codeOf(cause);
    throw new FileRefused(code === 'ENOENT' ? 'gone' : 'unreadable', code, { cause });
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** The folder and the name of a path. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  return { folder: dirname(path), name: basename(path) };
}

/** Says what a source would be imported as, without reading more of it than names. The main process asks. */
import { open, opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isSoundName } from '../audio/detect.ts';
import { isIdxName, isImageName } from '../images/layouts/names.ts';
import { isTextName } from './names.ts';
import { isClutter } from './tree.ts';
import { readZipNames } from './zip-directory.ts';

/** Names that are looked at: enough to know, few enough to wait for. */
const mostNames = 500;
const deepest = 4;

/** Folders and archives hold images, sounds or texts, by what most of their first files are; arrays hold images. */
export async function kindOfSource(path: string): Promise<'table' | 'images' | 'audio'> {
  const name = basename(path);
  if (/\.(npz|npy)$/iu.test(name) || isIdxName(name)) return 'images';
  const information = await stat(path).catch(() => null);
  if (information?.isDirectory() === true) return kindOfNames(await namesBelow(path, deepest, mostNames));
  if (/\.zip$/iu.test(name)) return kindOfNames(await namesInZip(path));
  return 'table';
}

/** Texts are rows of a table. */
function kindOfNames(names: readonly string[]): 'table' | 'images' | 'audio' {
  const [images, sounds, texts] = [isImageName, isSoundName, isTextName].map((is) => names.filter(is).length);
  if ((texts ?? 0) > Math.max(images ?? 0, sounds ?? 0)) return 'table';
  return (sounds ?? 0) > (images ?? 0) ? 'audio' : 'images';
}

/** What cannot be opened has no names: the import says why. */
async function namesBelow(folder: string, depth: number, most: number): Promise<string[]> {
  const names: string[] = [];
  const folders: string[] = [];
  const opened = await opendir(folder).catch(() => null);
  if (opened === null) return names;
  for await (const entry of opened) {
    if (isClutter(entry.name)) continue;
    if (entry.isDirectory()) folders.push(entry.name);
    else names.push(entry.name);
    if (names.length + folders.length >= most) break;
  }
  for (const below of folders) {
    if (depth <= 1 || names.length >= most) break;
    names.push(...(await namesBelow(join(folder, below), depth - 1, most - names.length)));
  }
  return names;
}

async function namesInZip(path: string): Promise<string[]> {
  const handle = await open(path).catch(() => null);
  if (handle === null) return [];
  try {
    const { size } = await handle.stat();
    return (await readZipNames(handle, size, mostNames)).filter((name) => !isClutter(name));
  } finally {
    await handle.close();
  }
}

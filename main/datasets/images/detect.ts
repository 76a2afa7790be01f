/** Says what a source would be imported as, without reading it: folders, archives and arrays are images. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isIdxName } from './layouts/names.ts';

/** Loads nothing that decodes: the main process asks. */
export async function kindOfSource(path: string): Promise<'table' | 'images'> {
  const name = basename(path);
  if (/\.(zip|npz|npy)$/iu.test(name) || isIdxName(name)) return 'images';
  const information = await stat(path).catch(() => null);
  return information?.isDirectory() === true ? 'images' : 'table';
}

/** Opens what a person points at as files: a folder, an archive, or the folder around a list of paths and classes. */
import { stat } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import { codeOf, openFolder, splitPath } from './folder-tree.ts';
import type { FileTree } from './tree.ts';
import { openZip } from './zip-tree.ts';

/**
 * Null for a file of another kind. Throws UserError `datasets.fileMissing`, `files.unreadable`, `files.zipDamaged`.
 *
 * @param file the name that the person knows it by
 */
export async function openFiles(
  path: string,
  file: string,
  {
    archives,
    isExample = () => false,
    signal,
  }: {
    readonly archives: RegExp;
    /** Whether a file that could be a list by its name is one of the files instead. */
    readonly isExample?: (path: string) => boolean;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly tree: FileTree; readonly isList: boolean } | null> {
  const location = { file };
  const { folder, name } = splitPath(path);
  const information = await stat(path).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') throw new UserError('datasets.fileMissing', { file, folder }, { location, cause });
    throw new UserError('files.unreadable', { file, reason: codeOf(cause) }, { location, cause });
  });
  if (information.isDirectory()) return { tree: await openFolder(path, signal), isList: false };
  if (archives.test(file)) return { tree: await openZip(path, file), isList: false };
  if (!/\.(csv|tsv)$/iu.test(name)) return null;
  const tree = await openFolder(folder, signal);
  // Other texts beside the chosen list are no lists of these files.
  const files = tree.files.filter(
    (entry) => entry.path === name || isExample(entry.path) || !/\.(csv|tsv|txt)$/iu.test(entry.path),
  );
  return { tree: { ...tree, files }, isList: true };
}

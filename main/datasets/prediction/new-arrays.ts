/** Writes the arrays of new rows in the form in which training reads its own, so that the same plan reads both. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { bytesOfArray } from '../files/stored-lists.ts';
import { FileRefused } from '../files/tree.ts';
import { preparedFiles, type PreparedManifest } from '../prepared.ts';
import { writeJson } from '../table/folder.ts';
import type { LastWindows } from '../table/windows.ts';
import type { NewRows } from './types.ts';
import type { UnseenValue } from '../recipe/recipe.ts';

/** Unseen values that are listed; the others are counted. */
const mostListed = 100;

/**
 * @param array of the manifest's one input, row by row
 * @param windows where rows are a series: then only those with enough of a past are predicted
 */
export async function writeNewArrays(
  target: string,
  prepared: PreparedManifest,
  rows: number,
  array: Float32Array | Uint8Array,
  windows: LastWindows | null = null,
): Promise<void> {
  const [input] = prepared.inputs;
  if (input === undefined) return;
  const write = (name: string, values: Float32Array | Uint8Array | Int32Array): Promise<void> =>
    writeFile(join(target, name), bytesOfArray(values));
  await write(input.file, array);
  const predicted = windows?.rows ?? Int32Array.from({ length: rows }, (_, row) => row);
  await write(preparedFiles.test, predicted);
  if (windows !== null) await write(preparedFiles.windows, windows.starts);
  const counts = { train: 0, validation: 0, test: predicted.length };
  await writeJson(join(target, preparedFiles.manifest), {
    ...prepared,
    rows,
    counts,
    stream: null,
  } satisfies PreparedManifest);
}

/** A file that cannot be used as a UserError that names it. */
export async function orBadFile<Result>(
  code: 'images.badFile' | 'audio.badFile',
  file: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const { reason, detail } = error.of(file);
    throw new UserError(code, { file, reason, detail }, { location: { file }, cause: error });
  }
}

export function newRows(rows: number, unseen: readonly UnseenValue[]): NewRows {
  return { rows, unseen: unseen.slice(0, mostListed), unseenCount: unseen.length };
}

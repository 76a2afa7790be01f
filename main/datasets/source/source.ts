/** A chosen file as it lies on disk: its size, its last change, its first bytes. */
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../base/errors.ts';

/** Enough for a thousand rows of most tables. */
const startBytes = 2 ** 20;

/** A path and the name that the person knows the file by. */
export interface NamedFile {
  readonly path: string;
  readonly file: string;
}

export interface Source extends NamedFile {
  readonly bytes: number;
  /** Time of the last change, to notice one during the import. */
  readonly modified: number;
  /** The first MiB, or all of it. */
  readonly start: Uint8Array;
}

/** Throws UserError `datasets.*` for what is no file, is empty or cannot be opened. */
export async function openSource({ path, file }: NamedFile): Promise<Source> {
  const location = { file };
  try {
    const information = await stat(path);
    if (!information.isFile()) throw new UserError('datasets.notAFile', { file }, { location });
    if (information.size === 0) throw new UserError('datasets.fileEmpty', { file }, { location });
    const handle = await open(path);
    try {
      const buffer = new Uint8Array(Math.min(startBytes, information.size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, 0);
      const start = buffer.subarray(0, bytesRead);
      return { path, file, bytes: information.size, modified: information.mtimeMs, start };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw fileError(cause, { path, file });
  }
}

/** Whether an error is the system's own about a file: gone, forbidden, no room. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** What the system says against a file, as an error for a person. */
export function fileError(cause: unknown, { path, file }: NamedFile): UserError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  const where = { location: { file }, cause };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError('datasets.fileMissing', { file, folder: dirname(path) }, where);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new UserError('datasets.diskFull', {}, where);
  return new UserError('datasets.fileUnreadable', { file, reason: code }, where);
}

/** A table made of two states of a file would be nobody's data. */
export async function assertUnchanged({ path, file, bytes, modified }: Source): Promise<void> {
  const now = await stat(path).catch(() => null);
  if (now?.size === bytes && now.mtimeMs === modified) return;
  throw new UserError('datasets.sourceChanged', { file }, { location: { file } });
}

export function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/** Checkpoint files: written so that a name in the folder always stands for a whole, durable file. */
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { decodeCheckpoint, type Checkpoint } from '../../training/checkpoint/checkpoint.ts';

const temporarySuffix = '.tmp';
const checkpointName = /^epoch-\d+\.safetensors$/u;

export function checkpointFileName(epoch: number): string {
  return `epoch-${String(epoch).padStart(6, '0')}.safetensors`;
}

export function isCheckpointFile(name: string): boolean {
  return checkpointName.test(name);
}

/** Throws UserError `runner.checkpointDamaged` where the file cannot be read or is none. */
export async function readCheckpointFile(path: string): Promise<Checkpoint> {
  const file = basename(path);
  const bytes = await readFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('runner.checkpointDamaged', { file, reason }, { cause });
  });
  return decodeCheckpoint(bytes, file);
}

/**
 * Temporary file, fsync, rename, fsync of the folder: after a crash at any moment the folder holds the old file or the
 * new one, never a part. Throws UserError `runner.diskFull` or `runner.checkpointUnwritable`, with nothing left behind.
 *
 * @param kept the last epoch that is safe whatever happens, for the message
 */
export async function writeCheckpointFile(
  folder: string,
  epoch: number,
  bytes: Uint8Array,
  kept: number,
): Promise<string> {
  const file = checkpointFileName(epoch);
  const temporary = join(folder, file + temporarySuffix);
  try {
    await writeDurably(temporary, bytes);
    await rename(temporary, join(folder, file));
    await syncFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const code = errorCode(cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
      ? new UserError('runner.diskFull', { epoch, kept }, { location: { epoch }, cause })
      : new UserError('runner.checkpointUnwritable', { epoch, reason }, { location: { epoch }, cause });
  }
  return file;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its rename is durable by itself there (NTFS journals it).
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes checkpoints that nobody names any more, and temporary files of a process that died while writing. */
export async function sweepCheckpoints(folder: string, keep: readonly string[]): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const stale = names.filter(
    (name) => name.endsWith(temporarySuffix) || (checkpointName.test(name) && !keep.includes(name)),
  );
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

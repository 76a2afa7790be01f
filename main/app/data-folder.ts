/** The data folder: what is in it, and that this process is the one that writes to it. */
import { accessSync, chmodSync, constants, mkdirSync, statfsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { takeFolderLock } from '../experiments/folder-lock.ts';
import { endpointFile, readEndpoint } from './endpoint.ts';

export interface FolderPaths {
  readonly root: string;
  readonly database: string;
  readonly datasets: string;
  readonly runs: string;
  /** Files that a window is sending; emptied at every start. */
  readonly staging: string;
  readonly logs: string;
  readonly lock: string;
  readonly endpoint: string;
}

export interface DataFolder {
  readonly paths: FolderPaths;
  /** Lets the next process in. */
  readonly release: () => void;
}

export function folderPaths(root: string): FolderPaths {
  return {
    root,
    database: join(root, 'athanor.db'),
    datasets: join(root, 'datasets'),
    runs: join(root, 'runs'),
    staging: join(root, 'staging'),
    logs: join(root, 'logs'),
    lock: join(root, 'lock.db'),
    endpoint: join(root, endpointFile),
  };
}

/**
 * Makes the folder where it is missing and takes its lock. Throws UserError `app.folderInUse` where another process
 * holds it, and `app.folderIsFile`, `app.folderNotWritable` or `app.folderUnusable` where it cannot serve.
 */
export function openDataFolder(root: string): DataFolder {
  const paths = folderPaths(resolve(root));
  try {
    const isNew = mkdirSync(paths.root, { recursive: true, mode: 0o700 }) !== undefined;
    // A parent made on the way has the same mode; an umask may have taken bits from this one.
    if (isNew) chmodSync(paths.root, 0o700);
    accessSync(paths.root, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const folder of [paths.datasets, paths.runs, paths.staging, paths.logs])
      mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw folderError(paths.root, error);
  }
  const lock = lockOf(paths);
  if (lock === null) {
    const holder = readEndpoint(paths.root);
    throw new UserError('app.folderInUse', {
      folder: paths.root,
      shell: holder?.shell ?? 'unknown',
      pid: holder?.pid ?? 0,
    });
  }
  return { paths, release: lock.release };
}

function lockOf(paths: FolderPaths): ReturnType<typeof takeFolderLock> {
  try {
    return takeFolderLock(paths.lock);
  } catch (error) {
    throw folderError(paths.root, error);
  }
}

/** What stands in the way of a folder, as a person is told. */
export function folderError(folder: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const reason = error instanceof Error ? error.message : String(error);
  if (code === 'ENOTDIR' || (code === 'EEXIST' && !isFolder(folder))) {
    return new UserError('app.folderIsFile', { folder }, { cause: error });
  }
  if (/^(EACCES|EPERM|EROFS|SQLITE_READONLY|SQLITE_CANTOPEN)/.test(code)) {
    return new UserError('app.folderNotWritable', { folder, reason }, { cause: error });
  }
  return new UserError('app.folderUnusable', { folder, reason }, { cause: error });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Bytes that this person can still write there; null where the system does not say. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Which data folder a start takes: the one of the environment, the one that a person chose, or the usual one. */
import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, normalize, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../base/errors.ts';
import { folderError } from './data-folder.ts';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export interface FolderChoice {
  /** What the next start takes where it is told nothing else; null: what was chosen is not there now. */
  readonly next: string | null;
  readonly usual: string;
  /** As it was chosen; null for the usual one. */
  readonly chosen: string | null;
}

/** In the usual folder, so that it is found before any other folder is known. */
const choiceFile = 'data-folder.json';
const choiceSchema = z.object({ folder: z.string().min(1) });

function surroundings(): Surroundings {
  return { platform: process.platform, env: process.env, home: homedir() };
}

/** Where programs of this system keep what they make for a person. */
export function usualDataFolder({ platform, env, home }: Surroundings = surroundings()): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Athanor');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Athanor');
  const data = env['XDG_DATA_HOME'];
  // The XDG specification says that a path which is not absolute is to be ignored.
  return join(data?.startsWith('/') === true ? data : join(home, '.local', 'share'), 'athanor');
}

/**
 * `ATHANOR_DATA`, else the chosen folder, else the usual one. Throws UserError `app.chosenFolderMissing` for a chosen folder
 * that is not there: made anew in the place of a disk that is not connected, it would look as if all were lost.
 */
export function defaultDataFolder(around: Surroundings = surroundings()): string {
  const named = around.env['ATHANOR_DATA'];
  if (named !== undefined && named !== '') return resolve(named);
  const usual = usualDataFolder(around);
  const chosen = readChoice(usual);
  if (chosen === null) return usual;
  if (!isFolder(chosen)) {
    throw new UserError('app.chosenFolderMissing', { folder: chosen, file: join(usual, choiceFile) });
  }
  return chosen;
}

export function folderChoice(around: Surroundings = surroundings()): FolderChoice {
  const usual = usualDataFolder(around);
  const chosen = readChoice(usual);
  try {
    return { next: defaultDataFolder(around), usual, chosen };
  } catch (error) {
    if (error instanceof UserError) return { next: null, usual, chosen };
    throw error;
  }
}

/**
 * From the next start on; null: the usual one. The folder is made where it is missing; nothing is moved. Throws UserError
 * `app.folderNotAbsolute`, or `app.folderIsFile`, `.folderNotWritable`, `.folderUnusable` for one that cannot serve.
 */
export function chooseDataFolder(folder: string | null, around: Surroundings = surroundings()): FolderChoice {
  const usual = usualDataFolder(around);
  const file = join(usual, choiceFile);
  if (folder === null || normalize(folder) === usual) {
    rmSync(file, { force: true });
    return folderChoice(around);
  }
  const wanted = normalize(folder.trim());
  if (!isAbsolute(wanted)) throw new UserError('app.folderNotAbsolute', { folder });
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    accessSync(wanted, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderError(wanted, error);
  }
  try {
    mkdirSync(usual, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify({ folder: wanted }));
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw folderError(usual, error);
  }
  return folderChoice(around);
}

/** Null where nothing was chosen, or what is there cannot be read. */
function readChoice(usual: string): string | null {
  try {
    return choiceSchema.parse(JSON.parse(readFileSync(join(usual, choiceFile), 'utf8'))).folder;
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

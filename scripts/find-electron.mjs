// Finds Electron's executable without importing electron: since version 42 its index.js starts a download.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const executables = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };

/**
 * Where Electron's runtime is, or why there is none: `packageMissing`, `notDownloaded`, `distMissing` or
 * `overrideEmpty` (ELECTRON_OVERRIDE_DIST_PATH is set and holds no executable).
 */
export function findElectron(env = process.env, require = createRequire(import.meta.url)) {
  let folder;
  try {
    folder = dirname(require.resolve('electron/package.json'));
  } catch {
    return { path: null, why: 'packageMissing' };
  }
  const stated = readOptional(join(folder, 'path.txt'));
  const executable = stated ?? executables[process.platform] ?? 'electron';
  if (env.ELECTRON_OVERRIDE_DIST_PATH) {
    const path = join(env.ELECTRON_OVERRIDE_DIST_PATH, executable);
    return isFile(path) ? { path, why: null } : { path: null, why: 'overrideEmpty' };
  }
  if (stated === null) return { path: null, why: 'notDownloaded' };
  const path = join(folder, 'dist', stated);
  return isFile(path) ? { path, why: null } : { path: null, why: 'distMissing' };
}

function readOptional(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether Electron's runtime lies beside the package. Never `import 'electron'` to find out: that starts a download. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface ElectronRuntime {
  readonly installed: boolean;
  /** Its version and place, or what is missing. */
  readonly detail: string;
}

export function findElectronRuntime(): ElectronRuntime {
  // Electron's types promise a version that a plain Node does not have.
  const { electron } = process.versions as { electron?: string };
  if (electron !== undefined) return { installed: true, detail: electron };
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return { installed: false, detail: 'electron: no package' };
  }
  try {
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    if (existsSync(executable)) return { installed: true, detail: executable };
    return { installed: false, detail: `electron: ${executable} is missing` };
  } catch {
    return { installed: false, detail: 'electron: runtime not downloaded (no path.txt)' };
  }
}

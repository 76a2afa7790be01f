/** Finds a Chromium, Chrome or Edge on this machine. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const applications = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

const windowsPaths = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** A browser installed by the system or by hand; null where there is none. */
export function findInstalledChromium(
  env: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string | null {
  return candidates(env, platform).find(isExecutable) ?? null;
}

/** The browser for tests: ATHANOR_CHROMIUM, then the one that Playwright downloaded, then an installed one. */
export function findTestChromium(playwrightPath: string | null, env: NodeJS.ProcessEnv = process.env): string | null {
  // A stated path that is wrong should be seen, not silently replaced.
  if (env.ATHANOR_CHROMIUM) return isExecutable(env.ATHANOR_CHROMIUM) ? env.ATHANOR_CHROMIUM : null;
  if (playwrightPath !== null && existsSync(playwrightPath)) return playwrightPath;
  return findInstalledChromium(env);
}

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    return roots.flatMap((root) => windowsPaths.map((path) => join(root, path)));
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', join(env.HOME ?? '', 'Applications')];
    return roots.flatMap((root) => applications.map((name) => join(root, `${name}.app`, 'Contents', 'MacOS', name)));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return commands.flatMap((command) => folders.map((folder) => join(folder, command)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

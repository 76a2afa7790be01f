/** Shows an address: in a Chromium of its own window where one is installed, else in the person's browser. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Browsers that know `--app`, by their names on a Linux path. */
const chromiums = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
/** Milliseconds within which a browser that cannot start has said so. */
const startingTime = 2000;

/** Whether a window could be seen at all. */
export function hasDisplay({ platform, env }: Surroundings): boolean {
  if (platform !== 'linux') return true;
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

/** Path of an installed Chromium on Linux; other systems are left to their own choice of browser. */
export function findChromium({ platform, env }: Surroundings, isExecutable = canExecute): string | null {
  if (platform !== 'linux') return null;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of chromiums) {
    for (const folder of folders) if (isExecutable(join(folder, name))) return join(folder, name);
  }
  return null;
}

function canExecute(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Resolves to false where nothing could be started; the address has been printed anyway. */
export async function openWindow(url: string): Promise<boolean> {
  const chromium = findChromium(process);
  if (chromium !== null && (await startDetached(chromium, [`--app=${url}`]))) return true;
  try {
    const { default: open } = await import('open');
    const child = await open(url);
    // Without a listener a browser that is missing would end this process.
    child.on('error', () => undefined);
    return true;
  } catch {
    return false;
  }
}

/** Whether it started: it still runs after a while, or has handed over to one that runs already. */
async function startDetached(file: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(file, args, { detached: true, stdio: 'ignore' });
  child.unref();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(true);
    }, startingTime);
    const finish = (started: boolean): void => {
      clearTimeout(timer);
      resolve(started);
    };
    child.once('error', () => {
      finish(false);
    });
    child.once('exit', (code) => {
      finish(code === 0);
    });
  });
}

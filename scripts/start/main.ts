/** Starts Athanor from a checkout: in Electron where its runtime is to be had, else in a browser. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildIfStale } from '../build.ts';
import { findElectron, type ElectronAbsence } from '../find-electron.mjs';
import { shellText } from '../project-node.mjs';
import { fetchElectron } from './fetch-electron.ts';
import { readStartOptions } from './options.ts';

const root = join(import.meta.dirname, '..', '..');

/** Exit status of our Electron shell when it has itself told the person why it ends. */
const explained = 3;
/** An Electron that ends with an error this soon never showed a window. */
const startingTime = 10_000;

type Reason = ElectronAbsence | 'asked' | 'noDisplay' | 'unreachable' | 'doesNotStart';

const options = readOptionsOrEnd();
await buildIfStale('renderer', () => {
  console.log(shellText('shell.start.building'));
});
const reason = options.shell === 'browser' ? 'asked' : await startInElectron();
if (reason !== null) await startInBrowser(reason);

function readOptionsOrEnd() {
  try {
    return readStartOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}

/** Null when Electron ran; else why it did not. */
async function startInElectron(): Promise<Reason | null> {
  if (!hasDisplay()) return 'noDisplay';
  let found = findElectron();
  if (found.why === 'notDownloaded' || found.why === 'distMissing') {
    const result = await fetchWithProgress();
    if (result === 'unreachable') return 'unreachable';
    found = findElectron();
  }
  if (found.path === null) return found.why;
  await buildIfStale('main', () => {
    console.log(shellText('shell.start.building'));
  });
  return runElectron(found.path);
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

async function fetchWithProgress() {
  const electronFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const terminal = process.stdout.isTTY;
  const progress = { announced: false };
  const result = await fetchElectron({
    electronFolder,
    memoryFile: join(root, 'node_modules', '.cache', 'athanor', 'electron.json'),
    insist: options.shell === 'electron',
    now: Date.now(),
    onProgress: (transferred, total) => {
      const megabytes = Math.floor(transferred / 1e6);
      const text = shellText('shell.start.fetching', {
        megabytes,
        total: total === null ? '?' : Math.ceil(total / 1e6),
      });
      if (terminal) process.stdout.write(`\r${text}`);
      else if (!progress.announced) console.log(text);
      progress.announced = true;
    },
  });
  if (terminal && progress.announced) process.stdout.write('\n');
  return result;
}

async function runElectron(path: string): Promise<Reason | null> {
  const start = performance.now();
  // Were it set, Electron would be a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(path, [root, ...options.electronArguments], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A terminal has sent Ctrl-C to Electron already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', () => {
      resolve(null);
    });
    child.on('exit', (code) => {
      resolve(code);
    });
  });
  const early = performance.now() - start < startingTime;
  if (early && status !== 0 && status !== explained && child.signalCode !== 'SIGINT') return 'doesNotStart';
  process.exitCode = status ?? 1;
  return null;
}

async function startInBrowser(why: Reason): Promise<void> {
  if (why !== 'asked') console.log(shellText(`shell.start.why.${why}`));
  process.argv.splice(1, Infinity, join(root, 'main', 'shells', 'browser', 'main.ts'), ...options.browserArguments);
  await import('../../main/shells/browser/main.ts');
}

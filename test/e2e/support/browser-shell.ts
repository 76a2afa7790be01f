/** Starts the browser shell on a free port and opens its address in a Chromium without a window. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { findTestChromium } from '../../../scripts/find-chromium.ts';
import type { ResolvedOptions, RunningShell } from './launch-app.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/u;

const entry = ['main', 'shells', 'browser', 'main.ts'];
const builtEntry = ['dist', 'main', 'browser.mjs'];

/** Milliseconds that the shell has to print its address, and to end. */
const patience = 30_000;

export interface ServedShell {
  /** Token included. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The shell's server alone, answering. `built`: from dist, as it is shipped, and not from its sources. */
export async function serveBrowserShell(
  options: Pick<ResolvedOptions, 'dataFolder' | 'locale' | 'mark'> & { readonly built?: boolean },
): Promise<ServedShell> {
  const server = spawn(
    process.execPath,
    [
      join(root, ...(options.built === true ? builtEntry : entry)),
      '--data',
      options.dataFolder,
      '--port',
      '0',
      '--no-open',
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.mark, LANG: options.locale === 'zh' ? 'zh_CN.UTF-8' : 'en_US.UTF-8' },
    },
  );
  const stop = (): Promise<void> => endProcess(server);
  try {
    return { url: await readAddress(server), pid: server.pid ?? -1, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export async function launchBrowserShell(options: ResolvedOptions): Promise<RunningShell> {
  // Side by side: each takes a second.
  const serving = serveBrowserShell(options);
  const opening = openChromium(options);
  try {
    const [{ url, pid, stop }, browser] = await Promise.all([serving, opening]);
    const context = await browser.newContext({
      locale: options.locale === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: options.theme,
      viewport: options.viewport,
    });
    const page = await context.newPage();
    await page.goto(url);
    return {
      page,
      pid,
      async stop() {
        await browser.close();
        await stop();
      },
    };
  } catch (error) {
    const close = async (): Promise<void> => (await opening).close();
    const stop = async (): Promise<void> => (await serving).stop();
    await Promise.allSettled([close(), stop()]);
    throw error;
  }
}

export async function openChromium(options: Pick<ResolvedOptions, 'mark'>): Promise<Browser> {
  const executablePath = findTestChromium(chromium.executablePath());
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    // Chromium's sandbox refuses to work for root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--no-pings', '--disable-gpu'],
    env: { ...definedVariables(), ...options.mark },
  });
}

async function readAddress(server: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The browser shell printed no address:\n${output}`));
    }, patience);
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const found = address.exec(output);
      // A line that is not whole yet may end in half a token.
      if (found === null || !output.slice(found.index).includes('\n')) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.on('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`The browser shell ended (${code ?? signal ?? ''}):\n${output}`));
    });
  });
}

/** Asks a process to end, as Ctrl-C would, and waits; kills it where it does not. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}

function definedVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

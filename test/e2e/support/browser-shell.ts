/** Starts the browser shell on a free port and opens its address in a Chromium without a window. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { findTestChromium } from '../../../scripts/find-chromium.ts';
import type { ResolvedOptions, RunningShell } from './launch-app.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/u;

/** Milliseconds that the shell has to print its address, and to end. */
const patience = 30_000;

export async function launchBrowserShell(options: ResolvedOptions): Promise<RunningShell> {
  const server = spawn(
    process.execPath,
    [join(root, 'main', 'shells', 'browser', 'main.ts'), '--data', options.dataFolder, '--port', '0', '--no-open'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.mark, LANG: options.locale === 'zh' ? 'zh_CN.UTF-8' : 'en_US.UTF-8' },
    },
  );
  const opening = openChromium(options);
  try {
    // Side by side: each takes a second.
    const [url, browser] = await Promise.all([readAddress(server), opening]);
    const context = await browser.newContext({
      locale: options.locale === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: options.theme,
      viewport: options.viewport,
    });
    const page = await context.newPage();
    await page.goto(url);
    return {
      page,
      pid: server.pid ?? -1,
      async stop() {
        await browser.close();
        await endProcess(server);
      },
    };
  } catch (error) {
    const close = async (): Promise<void> => (await opening).close();
    await Promise.allSettled([close(), endProcess(server)]);
    throw error;
  }
}

async function openChromium(options: ResolvedOptions): Promise<Browser> {
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

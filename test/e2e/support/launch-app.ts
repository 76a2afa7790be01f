/** Starts the whole app for a test, in a browser or in Electron, over a data folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { launchBrowserShell } from './browser-shell.ts';
import { launchElectronShell } from './electron-shell.ts';
import { findElectron } from '../../../scripts/find-electron.mjs';

export type ShellKind = 'browser' | 'electron';

export interface LaunchOptions {
  /** Default: a new one, deleted by `stop`. A given one stays. */
  readonly dataFolder?: string;
  /** Default `en`. */
  readonly locale?: 'en' | 'zh';
  /** Default `light`. */
  readonly theme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface ResolvedOptions extends Required<LaunchOptions> {
  /** Put into the environment of every process of the app, so that the socket watch knows them. */
  readonly mark: Readonly<Record<string, string>>;
}

export interface LaunchedApp {
  readonly page: Page;
  readonly dataFolder: string;
  /** Found in the environment of every process of this app: `ATHANOR_TEST_MARK=<mark>`. */
  readonly mark: string;
  /** The shell's process: what a test kills to see what survives. */
  readonly pid: number;
  /** Requests that left the page's own origin. */
  readonly foreignRequests: readonly string[];
  /** Ends everything and deletes the data folder that it made. */
  stop(): Promise<void>;
}

/** What a shell's own launcher gives back. */
export interface RunningShell {
  readonly page: Page;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Skips the calling test, with the reason, where Electron's runtime is not installed. */
export async function launchApp(shell: ShellKind, options: LaunchOptions = {}): Promise<LaunchedApp> {
  const electron = shell === 'electron' ? findElectron() : null;
  test.skip(electron?.path === null, `Electron's runtime is not installed (${electron?.why ?? ''})`);

  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'athanor-e2e-'));
  const mark = crypto.randomUUID();
  const resolved: ResolvedOptions = {
    locale: 'en',
    theme: 'light',
    viewport: { width: 1280, height: 800 },
    ...options,
    dataFolder,
    mark: { ATHANOR_TEST_MARK: mark },
  };
  const removeFolder = (): void => {
    // A process that was killed on Windows may hold its files for a moment longer.
    if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  let running: RunningShell;
  try {
    running = electron?.path ? await launchElectronShell(electron.path, resolved) : await launchBrowserShell(resolved);
  } catch (error) {
    removeFolder();
    throw error;
  }
  const { page, pid } = running;
  const foreignRequests: string[] = [];
  page.on('request', (request) => {
    const own = new URL(page.url()).host;
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.host !== own) foreignRequests.push(request.url());
  });
  return {
    page,
    pid,
    dataFolder,
    mark,
    foreignRequests,
    async stop() {
      await running.stop();
      removeFolder();
    },
  };
}

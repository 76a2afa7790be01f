/** Finds a Chromium for the end-to-end tests, or fetches one and says so. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { findTestChromium } from '../find-chromium.ts';
import { runCommand } from './run-command.ts';

export type TestChromium = { path: string } | { path: null; reason: string };

const minutes = 60_000;

export async function ensureChromium(env: NodeJS.ProcessEnv = process.env): Promise<TestChromium> {
  const found = findTestChromium(playwrightPath(), env);
  if (found !== null)
    return (await starts(found)) ? { path: found } : { path: null, reason: `${found} does not start` };
  if (env.ATHANOR_CHROMIUM)
    return { path: null, reason: `ATHANOR_CHROMIUM names ${env.ATHANOR_CHROMIUM}, which is no program` };

  console.log("No Chromium is installed: fetching Playwright's own for the end-to-end tests.");
  await runCommand(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], {
    show: true,
    timeout: 5 * minutes,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
  });
  const fetched = findTestChromium(playwrightPath(), env);
  if (fetched !== null && (await starts(fetched))) return { path: fetched };

  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log("It could not be had: installing Debian's chromium package instead, with fonts for Chinese.");
    const quiet = { show: true, timeout: 8 * minutes, env: { DEBIAN_FRONTEND: 'noninteractive' } };
    await runCommand('apt-get', ['update', '-qq'], quiet);
    await runCommand(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'],
      quiet,
    );
    const installed = findTestChromium(playwrightPath(), env);
    if (installed !== null && (await starts(installed))) return { path: installed };
  }
  return {
    path: null,
    reason: 'no Chromium is installed and none could be fetched; install one, or set ATHANOR_CHROMIUM to its path',
  };
}

/** Where Playwright keeps, or would keep, the browser that it downloads. */
function playwrightPath(): string {
  const { chromium } = createRequire(import.meta.url)('@playwright/test') as typeof import('@playwright/test');
  return chromium.executablePath();
}

/** A stub (as Ubuntu's chromium package is) exists and does not start. Windows' browsers answer no `--version`. */
async function starts(path: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const { status } = await runCommand(path, ['--version'], { timeout: 30_000 });
  return status === 0;
}

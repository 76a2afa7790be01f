/** A large table is imported through the window, and the window is used meanwhile: how long it does not answer, time, memory. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { serveBrowserShell } from '../../e2e/support/browser-shell.ts';
import { processesBelow } from '../../support/process-list.ts';

/** Columns of numbers, nine bytes each as text, and a target. */
const columns = 20;
const rowBytes = 9 * columns + 6;
/** Milliseconds between two looks at the memory. */
const sampling = 250;

export interface ImportFigures {
  readonly rows: number;
  readonly fileBytes: number;
  /** Milliseconds in which the page's main thread was not to be spoken to, the longest while the file was sent and while it was read. */
  readonly longestSending: number;
  readonly longestImporting: number;
  /** From a click in the menu to the view's title, during the import; milliseconds. */
  readonly views: readonly number[];
  /** Milliseconds from the choice of the file to its preview, and from Import to the stored table. */
  readonly sending: number;
  readonly importing: number;
  /** The most that the shell and its processes held together, by their own share (PSS); null where the system does not say. */
  readonly peakBytes: number | null;
}

export async function measureImport(browser: Browser, megabytes: number): Promise<ImportFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'athanor-bench-import-'));
  const file = join(folder, 'large.csv');
  const rows = Math.round((megabytes * 1e6) / rowBytes);
  try {
    const writer = join(import.meta.dirname, '..', 'data', 'numbers-csv.ts');
    const { status, stderr } = spawnSync(process.execPath, [writer, file, String(rows), String(columns)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return { rows, fileBytes: statSync(file).size, ...(await importIt(browser, folder, file)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importIt(
  browser: Browser,
  folder: string,
  file: string,
): Promise<Omit<ImportFigures, 'rows' | 'fileBytes'>> {
  const shell = await serveBrowserShell({ dataFolder: join(folder, 'data'), locale: 'en', mark: {}, built: true });
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  let peakBytes: number | null = null;
  const sampler = setInterval(() => {
    const held = heldBy(shell.pid);
    if (held !== null) peakBytes = Math.max(peakBytes ?? 0, held);
  }, sampling);
  try {
    const page = await context.newPage();
    await page.goto(shell.url);
    await page.getByRole('button', { name: 'Choose…' }).waitFor();
    await watchTasks(page);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose…' }).click();
    const chosen = performance.now();
    await (await chooser).setFiles(file);
    const importNow = page.getByRole('button', { name: 'Import', exact: true });
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll('button')].some(
          (one) => one.textContent.trim().startsWith('Import') && !one.disabled,
        ),
      undefined,
      { timeout: 300_000 },
    );
    const sending = performance.now() - chosen;
    const longestSending = await longestTask(page);

    await importNow.click();
    const began = performance.now();
    const views: number[] = [];
    // Who is in another view when it is stored is told so.
    const told = page.getByText(/ is imported$/u);
    const ended = told.waitFor({ timeout: 600_000 }).then(() => performance.now());
    const state: { isOver: boolean } = { isOver: false };
    const over = (): void => void (state.isOver = true);
    void ended.then(over, over);
    for (let turn = 0; !state.isOver; turn += 1) {
      await page.waitForTimeout(400);
      const view = ['Home', 'Experiments', 'Settings'][turn % 3] ?? '';
      const before = performance.now();
      await page.getByRole('navigation').getByRole('link', { name: view }).click();
      await page.getByRole('banner').or(page.locator('header')).getByText(view, { exact: true }).first().waitFor();
      views.push(performance.now() - before);
    }
    return {
      longestSending,
      longestImporting: await longestTask(page),
      views,
      sending,
      importing: (await ended) - began,
      peakBytes,
    };
  } finally {
    clearInterval(sampler);
    await context.close();
    await shell.stop();
  }
}

/** From now on the page remembers its longest task. */
async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { dataset } = document.documentElement;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        dataset['longest'] = String(Math.max(Number(dataset['longest'] ?? 0), duration));
      }
    }).observe({ type: 'longtask' });
  });
}

/** The longest since it was asked last; 0 where none was over 50 ms. */
async function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { dataset } = document.documentElement;
    const longest = Number(dataset['longest'] ?? 0);
    delete dataset['longest'];
    return longest;
  });
}

function heldBy(root: number): number | null {
  if (process.platform !== 'linux') return null;
  return [root, ...processesBelow(root)].reduce((sum, id) => {
    try {
      const found = /^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${String(id)}/smaps_rollup`, 'utf8'));
      return sum + 1024 * Number(found?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
      return sum;
    }
  }, 0);
}

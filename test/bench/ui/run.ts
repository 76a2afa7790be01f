/**
 * `npm run bench:ui`: fills a data folder once, opens it in the browser shell and a real Chromium, does what a person
 * does, and writes docs/benchmarks-ui.md. `--dry` writes nothing; sizes are options. The folder is kept below
 * `--cache`, one for each choice of sizes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { buildIfStale } from '../../../scripts/build.ts';
import { openChromium, serveBrowserShell, type ServedShell } from '../../e2e/support/browser-shell.ts';
import { canvasLayers, measureCanvas } from './canvas.ts';
import { measureImport } from './import.ts';
import {
  compare,
  find,
  hover,
  longestTask,
  memoryOf,
  openHome,
  openTable,
  readExactly,
  sortBy,
  zoom,
  type Memory,
} from './measure.ts';
import { metricName, seedFolder, type SeedSizes } from './seed.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const athanor = join(root, 'bin', 'athanor.mjs');
const { values } = parseArgs({
  options: {
    dry: { type: 'boolean', default: false },
    only: { type: 'string' },
    repeats: { type: 'string', default: '5' },
    cache: { type: 'string', default: join(homedir(), '.cache', 'athanor-bench-ui') },
    runs: { type: 'string', default: '10000' },
    metrics: { type: 'string', default: '500' },
    'curve-runs': { type: 'string', default: '100' },
    charts: { type: 'string', default: '10' },
    steps: { type: 'string', default: '10000' },
    lines: { type: 'string', default: '1000' },
    points: { type: 'string', default: '200000000' },
    'import-megabytes': { type: 'string', default: '1000' },
  },
});
const sizes: SeedSizes = {
  runs: Number(values.runs),
  metrics: Number(values.metrics),
  curveRuns: Number(values['curve-runs']),
  charts: Number(values.charts),
  steps: Number(values.steps),
  lines: Number(values.lines),
  points: Number(values.points),
};
const repeats = Number(values.repeats);
const mebibyte = 2 ** 20;

interface Result {
  readonly what: string;
  readonly unit: 'ms' | 'MiB';
  readonly goal: number | null;
  readonly measured: readonly number[];
  readonly note?: string;
}
const results: Result[] = [];
/** Shells that run. */
const served = new Set<ServedShell>();

function median(list: readonly number[]): number {
  return [...list].sort((one, two) => one - two)[Math.floor(list.length / 2)] ?? NaN;
}

function record(result: Result): void {
  results.push(result);
  const middle = median(result.measured);
  const verdict = result.goal === null ? '' : middle <= result.goal ? '  holds' : '  MISSES';
  const all = result.measured.map((value) => value.toFixed(0)).join(' ');
  process.stdout.write(
    `${result.what}: ${middle.toFixed(0)} ${result.unit} (goal ${String(result.goal ?? '–')}; ${all})${verdict}${result.note === undefined ? '' : `; ${result.note}`}\n`,
  );
}

function wants(part: string): boolean {
  return values.only === undefined || values.only.split(',').includes(part);
}

/** A number of ids as the seed gives them, from the `first` on. */
function seededIds(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `run${String(first + index + 1).padStart(9, '0')}`);
}

function seeded(): string {
  const name = Object.values(sizes).join('-');
  const folder = join(values.cache, name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const start = Date.now();
  seedFolder(unfinished, sizes, (text) => {
    process.stdout.write(`  ${((Date.now() - start) / 1000).toFixed(0)} s: ${text}\n`);
  });
  renameSync(unfinished, folder);
  return folder;
}

interface Window {
  readonly page: Page;
  readonly shell: ServedShell;
  /** From the start of the shell's process to a window that shows the latest runs. */
  readonly startMilliseconds: number;
  close(): Promise<void>;
}

async function openWindow(browser: Browser, dataFolder: string, wide = false): Promise<Window> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  const columns = Array.from({ length: sizes.metrics }, (_, index) => ({
    id: `=best:${metricName(index)}`,
    pixels: 110,
    pinned: false,
  }));
  if (wide) {
    const chosen = JSON.stringify([{ id: 'name', pixels: 220, pinned: true }, ...columns]);
    await context.addInitScript((text) => {
      localStorage.setItem('athanor.experiments.columns', text);
    }, chosen);
  }
  const page = await context.newPage();
  const start = performance.now();
  const shell = await serveBrowserShell({ dataFolder, locale: 'en', mark: {}, built: true });
  served.add(shell);
  await page.goto(shell.url);
  await page.locator('main [role=grid] tbody tr[aria-rowindex] a').first().waitFor();
  const startMilliseconds = performance.now() - start;
  return {
    page,
    shell,
    startMilliseconds,
    async close() {
      await context.close();
      await shell.stop();
      served.delete(shell);
    },
  };
}

async function repeat(count: number, work: (index: number) => Promise<number>): Promise<number[]> {
  const list: number[] = [];
  for (let index = 0; index < count; index += 1) list.push(await work(index));
  return list;
}

async function measureStart(browser: Browser, folder: string): Promise<void> {
  const measured = await repeat(repeats, async () => {
    const window = await openWindow(browser, folder);
    await window.close();
    return window.startMilliseconds;
  });
  record({ what: 'From starting the shell to a window that shows the latest runs', unit: 'ms', goal: 1500, measured });
}

async function measureTable(browser: Browser, folder: string): Promise<Memory> {
  const window = await openWindow(browser, folder, true);
  const { page } = window;
  const table = `${String(sizes.runs)} runs × ${String(sizes.metrics)} columns`;
  const opened = await repeat(repeats, async () => {
    await openHome(page);
    return openTable(page);
  });
  record({ what: `${table}: first paint`, unit: 'ms', goal: 1000, measured: opened });
  const sorted = await repeat(repeats, (index) => sortBy(page, metricName(index % 3)));
  record({ what: `${table}: sort by a metric`, unit: 'ms', goal: 200, measured: sorted });
  const queries = [
    'optimizer = "adam" and val_accuracy > 0.5',
    `${metricName(7)} > 0.9`,
    `batch in (32, 64) and ${metricName(sizes.metrics - 1)} < 0.25`,
    'sgd',
    'starred',
  ];
  const found = await repeat(queries.length, (index) => find(page, queries[index] ?? ''));
  record({ what: `${table}: filter by a query`, unit: 'ms', goal: 200, measured: found });
  const memory = await memoryOf(page);
  await window.close();
  return memory;
}

async function measureCurves(browser: Browser, folder: string): Promise<Memory> {
  const curves = `${String(sizes.curveRuns)} runs × ${String(sizes.charts)} charts × ${String(sizes.steps)} steps`;
  const ids = seededIds(sizes.runs, sizes.curveRuns);
  const opened: number[] = [];
  let memory: Memory = { heap: 0, process: null };
  for (let index = 0; index < Math.min(3, repeats); index += 1) {
    const window = await openWindow(browser, folder);
    opened.push(await compare(window.page, ids, sizes.charts));
    if (index === 0) {
      const read = await repeat(repeats, (step) => readExactly(window.page, 0.31 + 0.1 * step));
      record({ what: `${curves}: the true readings where the pointer is`, unit: 'ms', goal: 150, measured: read });
      const zoomed = await repeat(repeats, (step) => zoom(window.page, step % 4 < 3 ? '+' : '-'));
      record({ what: `${curves}: zoom`, unit: 'ms', goal: 150, measured: zoomed });
      memory = await memoryOf(window.page);
    }
    await window.close();
  }
  record({ what: `${curves}: all drawn`, unit: 'ms', goal: 2000, measured: opened });
  return memory;
}

async function measureLines(browser: Browser, folder: string): Promise<Memory> {
  const ids = seededIds(sizes.runs + sizes.curveRuns, sizes.lines);
  const what = `${String(sizes.lines)} lines in one chart`;
  const opened: number[] = [];
  for (let index = 1; index < Math.min(3, repeats); index += 1) {
    const first = await openWindow(browser, folder);
    opened.push(await compare(first.page, ids, 1));
    await first.close();
  }
  const window = await openWindow(browser, folder);
  opened.push(await compare(window.page, ids, 1));
  record({ what: `${what}: drawn`, unit: 'ms', goal: 2000, measured: opened });
  const hovered = await repeat(repeats, (index) => hover(window.page, 0.2 + 0.1 * index));
  record({ what: `${what}: the pointer moves`, unit: 'ms', goal: 150, measured: hovered });
  const zoomed = await repeat(repeats, (step) => zoom(window.page, step % 4 < 3 ? '+' : '-'));
  record({ what: `${what}: zoom`, unit: 'ms', goal: 150, measured: zoomed });
  const memory = await memoryOf(window.page);
  await window.close();
  return memory;
}

/** Epochs as long as those of a real run, some 1,000 points a second; and as fast as the machine trains. */
const paces: readonly (readonly string[])[] = [['--set', 'training.batchSize=1'], []];

/** A real run at work, at two paces: how many points come is told beside the figure. */
async function measureStream(browser: Browser, folder: string, pace: readonly string[]): Promise<Memory> {
  const window = await openWindow(browser, folder, true);
  const { page } = window;
  const training = spawn(
    process.execPath,
    [athanor, 'train', 'iris', '--json', '--data', folder, '--set', 'training.epochs=200000', ...pace],
    { cwd: root, stdio: 'ignore' },
  );
  // It ends by itself when the shell that trains for it does.
  const ended = once(training, 'exit');
  await page.evaluate(() => {
    location.hash = '#/training';
  });
  await page.locator('main [role=slider]').first().waitFor();
  const seconds = 5;
  for (const view of ['training', 'experiments', 'home']) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${view}`);
    await page.waitForTimeout(1500);
    const [before, began] = [pointsOf(folder), performance.now()];
    const longest = await longestTask(page, seconds);
    const points = ((pointsOf(folder) - before) * 1000) / (performance.now() - began);
    if (!(points > 0)) throw new Error('no run was at work');
    record({
      what: `A run at work, looked at in ${view}: the longest time without an answer`,
      unit: 'ms',
      goal: 100,
      measured: [longest],
      note: `${points.toFixed(0)} points a second`,
    });
  }
  const memory = await memoryOf(page);
  await window.close();
  training.kill();
  await ended;
  return memory;
}

const newestRun = z.tuple([z.object({ epochsDone: z.number(), metrics: z.record(z.string(), z.unknown()) })]);

/** Points that the newest run has stored, as the command line sees it. */
function pointsOf(folder: string): number {
  const asked = [athanor, 'runs', 'list', '--limit', '1', '--json', '--data', folder];
  const { stdout, stderr, status } = spawnSync(process.execPath, asked, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const [{ epochsDone, metrics }] = newestRun.parse(JSON.parse(stdout));
  return epochsDone * Object.keys(metrics).length;
}

/** The least that 19 of 20 do not exceed. */
function percentile95(list: readonly number[]): number {
  return [...list].sort((one, two) => one - two)[Math.ceil(0.95 * list.length) - 1] ?? NaN;
}

/** A frame at 60 a second is 16.7 ms, which the browser tells to a tenth. */
const frameGoal = 17;

async function recordCanvas(browser: Browser): Promise<void> {
  const { panWhole, panNear, drag, error } = await measureCanvas(browser, repeats);
  const canvas = `Canvas of ${String(canvasLayers)} layers`;
  for (const [what, frames] of [
    ['panned from afar', panWhole],
    ['panned from near', panNear],
    ['a layer dragged', drag],
  ] as const) {
    const late = frames.filter((gap) => gap > 1.5 * frameGoal).length / frames.length;
    const note = `${String(frames.length)} frames, ${(100 * late).toFixed(1)} % of them late`;
    const middle = [median(frames)];
    record({ what: `${canvas}, ${what}: from frame to frame`, unit: 'ms', goal: frameGoal, measured: middle, note });
    const slow = [percentile95(frames)];
    record({
      what: `${canvas}, ${what}: from frame to frame, 95th percentile`,
      unit: 'ms',
      goal: frameGoal,
      measured: slow,
    });
  }
  record({
    what: `${canvas}: from an edit that makes a shape wrong to the error at the layer`,
    unit: 'ms',
    goal: 100,
    measured: error,
  });
}

async function recordImport(browser: Browser): Promise<void> {
  const figures = await measureImport(browser, Number(values['import-megabytes']));
  const { rows, fileBytes, longestSending, longestImporting, views, sending, importing, peakBytes } = figures;
  const what = `A table of ${(fileBytes / 1e9).toFixed(1)} GB, ${(rows / 1e6).toFixed(1)} million rows`;
  const answered = 'the longest time without an answer';
  record({ what: `${what}, sent to the core: ${answered}`, unit: 'ms', goal: 100, measured: [longestSending] });
  record({ what: `${what}, imported: ${answered}`, unit: 'ms', goal: 100, measured: [longestImporting] });
  record({
    what: `${what}, imported: from a click in the menu to the view`,
    unit: 'ms',
    goal: null,
    measured: views,
    note: `${String(views.length)} clicks`,
  });
  record({ what: `${what}: sent and previewed`, unit: 'ms', goal: null, measured: [sending] });
  record({ what: `${what}: imported`, unit: 'ms', goal: null, measured: [importing] });
  if (peakBytes === null) return;
  record({ what: `${what}: shell and data process`, unit: 'MiB', goal: null, measured: [peakBytes / mebibyte] });
}

function recordMemory(name: string, { heap, process: all }: Memory): void {
  record({
    what: `Renderer with ${name}`,
    unit: 'MiB',
    goal: 400,
    measured: [(all ?? heap) / mebibyte],
    note: `of it JavaScript ${(heap / mebibyte).toFixed(0)} MiB`,
  });
}

function report(folder: string): string {
  const processors = cpus();
  const size = statSync(join(folder, 'athanor.db')).size / 2 ** 30;
  const lines = results.map(({ what, unit, goal, measured, note }) => {
    const middle = median(measured);
    const spread =
      measured.length === 1 ? '' : ` (${Math.min(...measured).toFixed(0)} to ${Math.max(...measured).toFixed(0)})`;
    const verdict = goal === null ? '' : middle <= goal ? 'holds' : '**missed**';
    return `| ${what} | ${middle.toFixed(0)} ${unit}${spread}${note === undefined ? '' : `; ${note}`} | ${goal === null ? '–' : `≤ ${String(goal)}`} | ${verdict} |`;
  });
  return `# Benchmarks of the window

Written by \`npm run bench:ui\`: medians, and in brackets the least and the greatest, of a real Chromium at 1440 × 900
that shows the browser shell over a folder of ${String(sizes.runs + sizes.curveRuns + sizes.lines + 1)} runs, ${String(sizes.points / 1e6)} million stored points and ${size.toFixed(1)} GiB.

Machine: ${processors[0]?.model.trim() ?? ''}, ${String(processors.length)} logical cores, ${String(Math.round(totalmem() / 2 ** 30))} GiB, ${process.platform} ${process.arch}

| what | median | goal | |
| --- | --- | --- | --- |
${lines.join('\n')}

Memory is the renderer process's own share (PSS). One run in the folder has 12,000 metric names, so every list of names is that long.
The browser tells of tasks over 50 ms: 0 ms without an answer means that there was none.
`;
}

/** Those that need no folder of many runs. */
const unseeded = ['canvas', 'import'];
const folder = values.only?.split(',').every((part) => unseeded.includes(part)) === true ? '' : seeded();
await buildIfStale('renderer', () => process.stdout.write('building the window\n'));
await buildIfStale('main', () => process.stdout.write('building the main side\n'));
const browser = await openChromium({ mark: {} });
const memories: [string, Memory][] = [];
try {
  if (wants('canvas')) await recordCanvas(browser);
  if (wants('import')) await recordImport(browser);
  if (wants('start')) await measureStart(browser, folder);
  if (wants('table')) memories.push(['the table of all runs', await measureTable(browser, folder)]);
  if (wants('curves')) memories.push(['the curves', await measureCurves(browser, folder)]);
  if (wants('lines')) memories.push(['the lines', await measureLines(browser, folder)]);
  if (wants('stream')) {
    let memory: Memory | null = null;
    for (const pace of paces) memory = await measureStream(browser, folder, pace);
    if (memory !== null) memories.push(['a run at work', memory]);
  }
} finally {
  await browser.close();
  // Of a measurement that failed: a shell left behind would hold the folder.
  for (const shell of served) await shell.stop();
}
for (const [name, memory] of memories) recordMemory(name, memory);
if (!values.dry && values.only === undefined) {
  const file = join(root, 'docs', 'benchmarks-ui.md');
  writeFileSync(file, await format(report(folder), { ...(await resolveConfig(file)), filepath: file }));
}

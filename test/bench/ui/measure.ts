/** What is done in the window and timed: each function does one thing, and gives what it took. */
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from '@playwright/test';

/** Milliseconds that a step may take before it counts as failed. */
const patience = 60_000;

/** Runs `act` in the page, and gives the milliseconds until `done` holds and has been painted. */
export async function timed(page: Page, act: string, done: string): Promise<number> {
  const script = `(() => new Promise((resolve, reject) => {
    const done = () => ${done};
    const start = performance.now();
    ${act};
    const look = () => {
      if (performance.now() - start > ${String(patience)}) reject(new Error('it took too long'));
      else if (done()) requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      else requestAnimationFrame(look);
    };
    look();
  }))()`;
  return await page.evaluate<number>(script);
}

const rows = `[...document.querySelectorAll('main [role=grid][aria-label=Experiments] tbody tr[aria-rowindex]')]`;
/** Every row in sight is there. */
const filled = `(${rows}.length > 5 && document.querySelector('main [role=grid][aria-label=Experiments] .bone') === null)`;

export async function openHome(page: Page): Promise<void> {
  await timed(page, `location.hash = '#/home'`, `document.querySelector('main h2') !== null`);
}

export async function openTable(page: Page): Promise<number> {
  return await timed(page, `location.hash = '#/experiments'`, filled);
}

/** Clicks the head of a column that is in sight. The first row is another one afterwards. */
export async function sortBy(page: Page, label: string): Promise<number> {
  const name = JSON.stringify(label);
  const first = `${rows}[0]?.innerText`;
  const head = `[...document.querySelectorAll('main [role=grid][aria-label=Experiments] th button')].find((button) => button.innerText.trim() === ${name})`;
  return await timed(
    page,
    `const before = ${first}; window.benchBefore = before; ${head}.click()`,
    `${first} !== window.benchBefore && ${filled}`,
  );
}

/** Puts a query into the field and presses Enter. */
export async function find(page: Page, query: string): Promise<number> {
  const text = JSON.stringify(query);
  const facts = `document.querySelector('main header')?.innerText`;
  return await timed(
    page,
    `const field = document.querySelector('.experiments-filter input');
     window.benchBefore = ${facts};
     field.value = ${text};
     field.dispatchEvent(new InputEvent('input', { bubbles: true }));
     field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))`,
    `${facts} !== window.benchBefore && document.querySelector('main [role=grid][aria-label=Experiments] .bone') === null`,
  );
}

/** Opens a comparison; `count` charts with `lines` lines each are to be drawn. */
export async function compare(page: Page, ids: readonly string[], count: number): Promise<number> {
  const lines = new Intl.NumberFormat('en').format(ids.length);
  return await timed(
    page,
    `location.hash = '#/compare?runs=${ids.join(',')}'`,
    `[...document.querySelectorAll('main [role=slider]')].filter((chart) =>
       chart.getAttribute('aria-label').includes('${lines} lines')).length >= ${String(count)}`,
  );
}

/** Zooms all charts of the view by one step, by keys. Until the next picture is drawn. */
export async function zoom(page: Page, key: '+' | '-'): Promise<number> {
  return await timed(
    page,
    `const chart = document.querySelector('main [role=slider]');
     window.benchFrames = 0;
     chart.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }));
     requestAnimationFrame(() => requestAnimationFrame(() => { window.benchFrames = 1; }))`,
    `window.benchFrames === 1`,
  );
}

/** The pointer goes over a chart; until the tip names what is there. */
export async function hover(page: Page, share: number): Promise<number> {
  return await timed(
    page,
    `const canvas = document.querySelector('main canvas');
     const box = canvas.getBoundingClientRect();
     const target = document.querySelector('main [role=slider]');
     window.benchFrames = 0;
     target.dispatchEvent(new PointerEvent('pointermove', {
       bubbles: true, clientX: box.left + box.width * ${String(share)}, clientY: box.top + box.height / 2 }));
     requestAnimationFrame(() => requestAnimationFrame(() => { window.benchFrames = 1; }))`,
    `window.benchFrames === 1`,
  );
}

/** The pointer goes over a chart whose curves came thinned; until the tip has the true readings of that epoch. */
export async function readExactly(page: Page, share: number): Promise<number> {
  return await timed(
    page,
    `const canvas = document.querySelector('main canvas');
     const box = canvas.getBoundingClientRect();
     window.benchBefore = document.querySelector('main .tip')?.innerText;
     document.querySelector('main [role=slider]').dispatchEvent(new PointerEvent('pointermove', {
       bubbles: true, clientX: box.left + box.width * ${String(share)}, clientY: box.top + box.height / 2 }))`,
    `(document.querySelector('main .tip')?.innerText ?? '≈').includes('≈') === false
      && document.querySelector('main .tip').innerText !== window.benchBefore`,
  );
}

/** Longest time that the page's main thread was not to be spoken to, over `seconds`; milliseconds. */
export async function longestTask(page: Page, seconds: number): Promise<number> {
  return await page.evaluate(async (wait) => {
    let longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
    });
    observer.observe({ type: 'longtask' });
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    observer.disconnect();
    return longest;
  }, seconds);
}

export interface Memory {
  /** JavaScript's heap after a collection, bytes. */
  readonly heap: number;
  /** Of the renderer's process, its share of shared pages included; bytes. Null where the system does not say. */
  readonly process: number | null;
}

export async function memoryOf(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const process = await rendererBytes(page);
  await session.detach();
  return { heap: usedSize, process };
}

/** The largest of the browser's renderers: the one that shows the page. */
async function rendererBytes(page: Page): Promise<number | null> {
  const browser = page.context().browser();
  if (browser === null || process.platform !== 'linux') return null;
  const session: CDPSession = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => {
      const found = /^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${String(id)}/smaps_rollup`, 'utf8'));
      return Number(found?.[1] ?? 0) * 1024;
    });
  return Math.max(0, ...sizes);
}

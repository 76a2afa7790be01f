/**
 * Frames of the canvas in Chromium, with 200 layers, while it is panned and while a layer is dragged: milliseconds from one
 * requestAnimationFrame to the next. `node test/bench/ui/canvas.ts [LAYERS]` prints JSON.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { launchBrowserShell } from '../../e2e/support/browser-shell.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const count = Number(process.argv[2] ?? 200);
const frameBudget = 1000 / 60;

/** A residual network: every third layer joins the two before it with what came into them. */
export function residualLayers(layers: number): object[] {
  const body = Array.from({ length: layers - 1 }, (_, index): object => {
    if (index % 3 === 2)
      return { type: 'add', id: `join_${String(index)}`, inputs: [name(index - 1), name(index - 3)] };
    return { type: 'dense', id: name(index), units: 16, activation: 'relu' };
  });
  return [...body, { type: 'dense', units: 'classes', activation: 'softmax' }];
}

function name(index: number): string {
  if (index < 0) return 'layer_0';
  return index % 3 === 2 ? `join_${String(index)}` : `layer_${String(index)}`;
}

interface Frames {
  readonly frames: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly worstMs: number;
  /** Of all frames, those later than 1.5 of 1/60 s after the one before. */
  readonly lateShare: number;
}

async function framesWhile(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const state = window as unknown as { frames: number[]; measuring: boolean };
    state.frames = [];
    state.measuring = true;
    const tick = (time: number): void => {
      state.frames.push(time);
      if (state.measuring) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act();
  const times = await page.evaluate(() => {
    const state = window as unknown as { frames: number[]; measuring: boolean };
    state.measuring = false;
    return state.frames;
  });
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const sorted = gaps.toSorted((left, right) => left - right);
  const at = (share: number): number => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  const late = gaps.filter((gap) => gap > 1.5 * frameBudget).length / gaps.length;
  return {
    frames: gaps.length,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    worstMs: at(1),
    lateShare: Math.round(late * 1000) / 1000,
  };
}

/** Moves the pointer pressed, a little with every frame, for two seconds. */
async function dragAbout(page: Page, from: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const end = Date.now() + 2000;
  for (let step = 0; Date.now() < end; step += 1) {
    await page.mouse.move(from.x + 120 * Math.sin(step / 12), from.y + 80 * Math.sin(step / 9));
  }
  await page.mouse.up();
}

const data = mkdtempSync(join(tmpdir(), 'athanor-canvas-bench-'));
try {
  const command = [join(root, 'bin', 'athanor.mjs'), 'datasets', 'import', '--json', '--data', data];
  const imported = spawnSync(process.execPath, [...command, join(root, 'resources', 'samples', 'iris.csv')], {
    encoding: 'utf8',
  });
  if (imported.status !== 0) throw new Error(imported.stderr);
  const viewport = { width: 1440, height: 900 };
  const shell = await launchBrowserShell({ dataFolder: data, locale: 'en', theme: 'light', viewport, mark: {} });
  const { page } = shell;
  await page.goto(`${page.url().split('#')[0] ?? ''}#/models?as=json`);
  const json = page.getByRole('textbox', { name: 'JSON' });
  await json.waitFor();
  const draft = JSON.parse(await json.inputValue()) as Record<string, unknown>;
  await json.fill(JSON.stringify({ ...draft, model: { layers: residualLayers(count) } }));
  await page.getByRole('radio', { name: 'Canvas' }).click();
  const canvas = page.getByRole('application', { name: 'Canvas' });
  await canvas.locator('.svelte-flow__node').first().waitFor();
  await page.waitForTimeout(1500);
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the canvas has no box');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const whole = await framesWhile(page, async () => dragAbout(page, { x: box.x + 60, y: middle.y }));
  await canvas.focus();
  await page.keyboard.press('ArrowDown');
  for (let press = 0; press < 12; press += 1) await page.keyboard.press('+');
  await page.waitForTimeout(600);
  const near = await framesWhile(page, async () => dragAbout(page, { x: box.x + 30, y: box.y + 30 }));
  await page.keyboard.press('f');
  await page.waitForTimeout(600);
  await page.keyboard.press('ArrowDown');
  const node = canvas.locator('.svelte-flow__node.selected').first();
  const place = await node.boundingBox();
  if (place === null) throw new Error('the chosen layer is not in sight');
  const drag = await framesWhile(page, async () =>
    dragAbout(page, { x: place.x + place.width / 2, y: place.y + place.height / 2 }),
  );
  console.log(JSON.stringify({ layers: count, panWhole: whole, panNear: near, dragLayer: drag }, null, 2));
  await shell.stop();
} finally {
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
}

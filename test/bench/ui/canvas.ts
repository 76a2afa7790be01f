/**
 * The canvas with 200 layers: milliseconds from one requestAnimationFrame to the next while it is panned and while a layer is
 * dragged, and from an edit that makes a shape wrong to the painted error at the layer that cannot take it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { serveBrowserShell } from '../../e2e/support/browser-shell.ts';
import { timed } from './measure.ts';

const root = join(import.meta.dirname, '..', '..', '..');
export const canvasLayers = 200;

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

/** Milliseconds from each frame to the next. */
export interface CanvasFigures {
  readonly panWhole: readonly number[];
  readonly panNear: readonly number[];
  readonly drag: readonly number[];
  /** Of each edit. */
  readonly error: readonly number[];
}

async function framesWhile(page: Page, act: () => Promise<void>): Promise<number[]> {
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
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
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

/** Opens the builder on a model of so many layers, and waits until all stands still. */
async function openModel(page: Page, url: string): Promise<Locator> {
  await page.goto(`${url.split('#')[0] ?? ''}#/models?as=json`);
  const json = page.getByRole('textbox', { name: 'JSON' });
  await json.waitFor();
  const draft = JSON.parse(await json.inputValue()) as Record<string, unknown>;
  await json.fill(JSON.stringify({ ...draft, model: { layers: residualLayers(canvasLayers) } }));
  await page.getByRole('radio', { name: 'Canvas' }).click();
  const canvas = page.getByRole('application', { name: 'Canvas' });
  await canvas.locator('.svelte-flow__node').first().waitFor();
  await page.waitForTimeout(1500);
  return canvas;
}

/** From units that the joining layer below cannot take to what is said there, and back, several times. */
async function errorTimes(page: Page, canvas: Locator, repeats: number): Promise<number[]> {
  await canvas.locator('.svelte-flow__node[data-id=layer_1]').click();
  await page.getByLabel('Units').waitFor();
  const put = (units: number): string =>
    `const field = document.querySelector('aside.inspector input');
     field.focus();
     field.value = '${String(units)}';
     field.dispatchEvent(new InputEvent('input', { bubbles: true }))`;
  const said = `document.querySelector('.svelte-flow__node[data-id=join_2] .note .bad') !== null`;
  const list: number[] = [];
  for (let index = 0; index < repeats; index += 1) {
    list.push(await timed(page, put(17), said));
    await timed(page, put(16), `!(${said})`);
    await page.waitForTimeout(200);
  }
  return list;
}

export async function measureCanvas(browser: Browser, repeats: number): Promise<CanvasFigures> {
  const data = mkdtempSync(join(tmpdir(), 'athanor-canvas-bench-'));
  try {
    const command = [join(root, 'bin', 'athanor.mjs'), 'datasets', 'import', '--json', '--data', data];
    const imported = spawnSync(process.execPath, [...command, join(root, 'resources', 'samples', 'iris.csv')], {
      encoding: 'utf8',
    });
    if (imported.status !== 0) throw new Error(imported.stderr);
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
    const shell = await serveBrowserShell({ dataFolder: data, locale: 'en', mark: {}, built: true });
    try {
      const page = await context.newPage();
      await page.goto(shell.url);
      await page.getByRole('navigation').waitFor();
      const canvas = await openModel(page, shell.url);
      const box = await canvas.boundingBox();
      if (box === null) throw new Error('the canvas has no box');
      const panWhole = await framesWhile(page, async () =>
        dragAbout(page, { x: box.x + 60, y: box.y + box.height / 2 }),
      );
      // As near as one works: a chosen layer comes into sight, and the zoom stays at it.
      await canvas.focus();
      for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowDown');
      for (let press = 0; press < 6; press += 1) await page.keyboard.press('+');
      await page.waitForTimeout(900);
      const node = canvas.locator('.svelte-flow__node.selected').first();
      const place = await node.boundingBox();
      if (place === null) throw new Error('the chosen layer is not in sight');
      const drag = await framesWhile(page, async () =>
        dragAbout(page, { x: place.x + place.width / 2, y: place.y + place.height / 2 }),
      );
      const moved = await node.boundingBox();
      if (moved?.x === place.x && moved.y === place.y) throw new Error('the layer has not moved');
      await page.keyboard.press('Control+z');
      const error = await errorTimes(page, canvas, repeats);
      const panNear = await framesWhile(page, async () => dragAbout(page, { x: box.x + 30, y: box.y + 30 }));
      return { panWhole, panNear, drag, error };
    } finally {
      await context.close();
      await shell.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

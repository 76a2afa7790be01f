/** Training: an empty furnace says how to light it; a run at work shows its curves, can be held, resumed and stopped. */
import { expect, test } from '@playwright/test';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';
import { submitSlowRun, trainIris } from './support/runs.ts';

let app: LaunchedApp | undefined;

test.afterEach(async () => {
  await app?.stop();
  app = undefined;
});

test('the iris example trains from the empty view to its result', async () => {
  app = await launchApp('browser');
  const { page } = app;
  await page.getByRole('link', { name: 'Training' }).click();
  await expect(page.getByText('Nothing is training')).toBeVisible();
  await page.getByRole('button', { name: 'Train the iris example' }).click();
  await page.getByRole('link', { name: 'Open the run' }).click();
  await expect(page.getByText('test_accuracy', { exact: true })).toBeVisible();
  await expect(page.getByText(/30 test rows, 95 %/u)).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Confusion' })).toBeVisible();
});

test('a run at work is paused, resumed and stopped, and keeps its epochs', async () => {
  app = await launchApp('browser');
  const { page } = app;
  submitSlowRun(app);
  await page.getByRole('link', { name: 'Training' }).click();
  const scale = page.getByRole('main').getByRole('progressbar').last();
  await expect(scale).toHaveAccessibleName(/epoch [1-9][\d,]* of/u);
  const chart = page.getByRole('slider', { name: /^Loss/u });
  await expect(chart).toHaveAccessibleName(/over [\d,]+ epochs/u);

  // In a narrow window the queue is asked for, and Esc leads back to where it was.
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 1024, height: 700 });
  const queue = page.getByRole('complementary', { name: 'Queue' });
  await expect(queue).toBeHidden();
  const open = page.getByRole('button', { name: /^Queue 1/u });
  await open.click();
  await queue.focus();
  await page.keyboard.press('Escape');
  await expect(queue).toBeHidden();
  await expect(open).toBeFocused();
  if (wide !== null) await page.setViewportSize(wide);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('link', { name: 'Open the run' }).click();
  await expect(page.getByText(/Stopped by hand after [\d,]+ epochs/u)).toBeVisible();
});

test('a chart is read by keys, turns into its table, and is saved as it was recorded', async () => {
  app = await launchApp('browser');
  const { page } = app;
  const [run] = trainIris(app, [{}]);
  await page.goto(`${page.url().split('#')[0] ?? ''}#/runs/${run?.id ?? ''}`);
  const chart = page.getByRole('slider', { name: /^Loss/u });
  await chart.focus();
  await page.keyboard.press('Home');
  await expect(chart).toHaveAttribute(
    'aria-valuetext',
    /^epoch 1: train [\d.]+, val [\d.]+$|^epoch 1: val [\d.]+, train [\d.]+$/u,
  );
  await page.keyboard.press('ArrowRight');
  await expect(chart).toHaveAttribute('aria-valuenow', '2');
  await page.keyboard.press('t');
  const table = page.getByRole('region', { name: 'Loss, epoch by epoch' });
  await expect(table.getByRole('row').nth(1)).toContainText('1');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Options of Loss' }).click();
  await page.getByRole('menuitem', { name: 'Save as CSV' }).click();
  const text = await readDownload(await download);
  expect(text.split('\r\n')[0]).toBe('epoch,train,val,seconds');
  expect(text.trim().split('\r\n')).toHaveLength(101);
  expect(Number(text.split('\r\n')[1]?.split(',')[1])).toBe(run?.epochs[0]?.['loss']);
});

async function readDownload(download: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

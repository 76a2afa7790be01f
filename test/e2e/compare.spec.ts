/** Compare: runs over one another, what differs between them, and results that admit a tie. */
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';
import { trainIris } from './support/runs.ts';

let app: LaunchedApp;

test.beforeEach(async () => {
  app = await launchApp('browser');
});

test.afterEach(async () => {
  await app.stop();
});

test('two runs are compared by curves, settings, results and errors', async () => {
  const [first, second] = trainIris(app, [
    {},
    { 'training.optimizer.type': 'sgd', 'training.optimizer.learningRate': '0.02', 'model.layers[0].units': '32' },
  ]);
  const { page } = app;
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#/compare?runs=${first?.id ?? ''},${second?.id ?? ''}`,
  );
  // Opened by its address: no other view has fetched the curves before.
  await page.reload();
  await expect(page.getByRole('slider', { name: /^val_loss: 2 lines over 100 epochs/u })).toBeVisible();
  await page.getByRole('radio', { name: 'time', exact: true }).click();
  // By keys: the place then stands with the first picture, whenever that is drawn.
  await page.keyboard.press('Tab');
  await page.getByRole('slider', { name: /^val_loss/u }).press('Home');
  await expect(page.getByText(/^[\d.]+ s$/u)).toBeVisible();
  const settings = page.getByRole('region', { name: 'Settings that differ' });
  await expect(settings.getByRole('row', { name: /training\.optimizer\.type/u })).toContainText('sgd');
  await expect(settings.getByRole('row', { name: /training\.batchSize/u })).toHaveCount(0);
  await page.getByRole('switch', { name: 'all settings' }).click();
  await expect(settings.getByRole('row', { name: /training\.batchSize/u })).toContainText('32');

  // Thirty rows cannot tell these two apart.
  const results = page.getByRole('region', { name: 'Results' });
  await expect(results.getByRole('row', { name: /test_accuracy/u })).toContainText('tie');
  await expect(page.getByRole('grid', { name: /^[AB] iris/u })).toHaveCount(2);

  const architecture = page.getByRole('region', { name: 'Architecture' });
  await expect(architecture.getByRole('row', { name: /dense_1/u })).toContainText('units 64 → 32');
  await expect(architecture.getByRole('row', { name: /^All layers/u })).toContainText('4,675');

  // As many rows as the one matrix has more mistakes than the other are listed, each with its own values.
  const rows = page.getByRole('region', { name: 'Rows with their values' });
  await expect(rows.getByRole('columnheader', { name: 'petal_length' })).toBeVisible();
  const right = page.getByRole('button', { name: /^\d+$/u });
  const counts = await right.allTextContents();
  expect(counts.reduce((sum, text) => sum + Number(text), 0)).toBe(30);
  await right.first().click();
  await expect(page.getByRole('heading', { name: 'A and B right' })).toBeVisible();
  await expect(rows.getByRole('row')).toHaveCount(Number(counts[0]) + 1);
  await expectAccessible(page, 'compare');

  // The second becomes the reference, and then is all that is left.
  await page.getByRole('button', { name: /^B /u }).click();
  await expect(page).toHaveURL(new RegExp(`reference=${second?.id ?? ''}`, 'u'));
  await page.getByRole('button', { name: `Remove ${first?.name ?? ''}` }).click();
  await expect(page.getByText('Add at least one more run.')).toBeVisible();
});

test('runs are picked in the view itself', async () => {
  trainIris(app, [{}, { 'training.seed': '1' }]);
  const { page } = app;
  await page.getByRole('link', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Pick runs' }).click();
  const boxes = page.getByRole('dialog').getByRole('checkbox');
  await expect(boxes).toHaveCount(2);
  for (const box of await boxes.all()) await box.check();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.locator('header').getByText('2 runs')).toBeVisible();
  await expect(page).toHaveURL(/#\/compare\?runs=[^,&]+/u);
});

/** One run: its result with interval, its record, tags and note that stay, and what is offered when it went wrong. */
import { readFile } from 'node:fs/promises';
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

async function open(id: string): Promise<void> {
  await app.page.evaluate((hash) => {
    location.hash = hash;
  }, `#/runs/${id}`);
}

test('a finished run shows result, curves, errors, settings, split and versions', async () => {
  const [run] = trainIris(app, [{}]);
  const { page } = app;
  await open(run?.id ?? '');
  await expect(page.getByText('test_accuracy', { exact: true })).toBeVisible();
  await expect(page.getByText((run?.test['accuracy'] ?? NaN).toFixed(4), { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('slider', { name: /^Loss: 2 lines over 100 epochs/u })).toBeVisible();
  await expect(page.getByRole('slider', { name: /^Accuracy: 2 lines over 100 epochs/u })).toBeVisible();
  await page.getByRole('radio', { name: 'steps', exact: true }).click();
  await page.getByRole('slider', { name: /^Loss/u }).hover();
  const [, epoch, step] =
    /epoch (\d+), step (\d+)/u.exec(await page.getByText(/^epoch \d+, step \d+$/u).innerText()) ?? [];
  // 96 training rows in batches of 32.
  expect(Number(step)).toBe(3 * Number(epoch));

  // By time: the place that is pointed at, and the file's column, are the seconds at the end of an epoch.
  await page.getByRole('radio', { name: 'time', exact: true }).click();
  await page.getByRole('slider', { name: /^Loss/u }).hover();
  const place = await page.getByText(/^epoch \d+, [\d.]+ s$/u).innerText();
  const [, at = '', seconds = ''] = /epoch (\d+), ([\d.]+) s/u.exec(place) ?? [];
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Options of Loss' }).click();
  await page.getByRole('menuitem', { name: 'Save as CSV' }).click();
  const saved = (await readFile(await (await saving).path(), 'utf8')).trim().split('\r\n');
  expect([saved[0], saved.length]).toEqual(['epoch,train,val,seconds', 101]);
  expect(Number(saved[Number(at)]?.split(',')[3]).toPrecision(4)).toBe(Number(seconds).toPrecision(4));
  const matrix = page.getByRole('grid', { name: 'Confusion' });
  await expect(matrix.getByRole('columnheader')).toHaveText(['setosa', 'versicolor', 'virginica']);
  const counts = await matrix.getByRole('gridcell').allInnerTexts();
  expect(counts.reduce((sum, text) => sum + Number(text.trim() || 0), 0)).toBe(30);

  // A cell of the matrix leads to its rows; of the mistakes there are as many as lie off the diagonal.
  // The corner is a cell of the grid too.
  const [corner, ...cells] = counts;
  expect(corner?.trim()).toBe('');
  await matrix.getByRole('gridcell').nth(1).click();
  const rows = page.getByRole('region', { name: 'Test rows, the worst first' }).getByRole('row');
  await expect(rows).toHaveCount(1 + Number(cells[0]?.trim()));
  await expect(rows.nth(1)).toContainText('setosa');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.getByRole('tab', { name: 'Mistakes' }).click();
  const wrong = cells.reduce((sum, text, place) => sum + (place % 4 === 0 ? 0 : Number(text.trim() || 0)), 0);
  await expect(page.getByText(`${wrong} of 30 test rows`)).toBeVisible();
  await page.getByRole('tab', { name: /Settings/u }).click();
  await expect(page.getByRole('row', { name: /optimizer\.learningRate/u })).toContainText('0.001');
  await page.getByRole('tab', { name: 'Data, recipe' }).click();
  await expect(page.getByRole('row', { name: /^training/u })).toContainText('96');
  await expect(page.getByRole('row', { name: /^validation/u })).toContainText('24');
  await page.getByRole('tab', { name: 'Model' }).click();
  await page
    .getByRole('listbox', { name: 'Layers and their weights' })
    .getByRole('option', { name: /^dense_3/u })
    .click();
  const weights = page.getByRole('region', { name: 'Weights of the chosen layer' });
  await expect(weights.getByRole('img', { name: /^Values of dense_3\/kernel from -/u })).toBeVisible();
  await page.getByRole('radio', { name: 'Table' }).click();
  const layers = page.getByRole('table', { name: 'Layers and their weights' });
  await expect(layers.getByRole('row', { name: /^dense_1/u })).toContainText('320');
  await expect(layers.getByRole('row', { name: /^All layers/u })).toContainText('4,675');
  await layers.getByRole('button', { name: 'kernel' }).last().click();
  await expect(layers.getByRole('img', { name: /^Values of dense_3\/kernel/u })).toHaveCount(2);
  await page.getByRole('tab', { name: /^Log/u }).click();
  await page.getByRole('textbox', { name: 'Search the log' }).fill('ONNXRUNTIME');
  await expect(page.getByRole('listitem').filter({ has: page.locator('mark') })).toHaveCount(1);
  await page.getByRole('tab', { name: 'Versions' }).click();
  await expect(page.getByText('onnxruntime', { exact: true }).first()).toBeVisible();
});

test('a finished run predicts a row that is typed and a file that is chosen', async () => {
  const [run] = trainIris(app, [{}]);
  const { page } = app;
  await open(run?.id ?? '');
  await page.getByRole('tab', { name: 'Predict' }).click();
  const answer = page.getByRole('table', { name: 'Probabilities of species' });
  // A test row, and what the data says of it.
  await expect(answer.getByRole('row')).toHaveCount(3);
  await expect(page.getByText(/^The data says: species (setosa|versicolor|virginica)$/u)).toBeVisible();
  for (const [column, cell] of Object.entries({ sepal_length: '6.5', petal_length: '5.8', petal_width: '2.2' })) {
    await page.getByRole('textbox', { name: column }).fill(cell);
  }
  await expect(answer.getByRole('row').first()).toContainText('virginica');
  await expect(page.getByText(/^The data says/u)).toHaveCount(0);
  await page.getByRole('textbox', { name: 'petal_width' }).fill('wide');
  await expect(page.getByText('A number is expected.')).toBeVisible();
  await page.getByRole('textbox', { name: 'petal_width' }).fill('2.2');
  await expect(answer.getByRole('row').first()).toContainText('virginica');

  const choosing = page.waitForEvent('filechooser');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const content = 'petal_width,petal_length,sepal_width,sepal_length,who\n0.2,1.4,3.5,5.1,me\n2.2,5.8,3,6.5,you\n';
  await (await choosing).setFiles({ name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^new - .*\.csv$/u);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines[0]).toMatch(/^petal_width,.*,who,predicted_species,probability_setosa/u);
  expect(lines.slice(1).map((line) => line.split(',').slice(4, 6))).toEqual([
    ['me', 'setosa'],
    ['you', 'virginica'],
  ]);
  await expect(page.getByText(/^2 rows predicted/u)).toBeVisible();
});

test('name, star, tags and note stay', async () => {
  const [run] = trainIris(app, [{}]);
  const { page } = app;
  await open(run?.id ?? '');
  await expect(page.getByText('test_accuracy', { exact: true })).toBeVisible();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name of the run' }).fill('a name that is kept');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Star', exact: true }).click();
  await page.getByRole('textbox', { name: 'Add a tag' }).fill('baseline');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Note' }).fill('Shirts are the **weak** class.\n\n- <b>try</b> more');
  await page.getByRole('textbox', { name: 'Note' }).blur();
  await expect(page.getByRole('button', { name: 'Remove the star' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('a name that is kept');
  const note = page.getByRole('region', { name: 'Note' });
  await expect(note.getByText('weak', { exact: true })).toHaveCSS('font-weight', /[6-9]00/u);
  await expect(note.getByRole('listitem')).toHaveText('<b>try</b> more');
  await page.getByRole('radio', { name: 'Write' }).click();
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue(/^Shirts are the \*\*weak\*\* class\./u);
  await expect(page.getByText('baseline').first()).toBeVisible();
});

test('a run is repeated as it was', async () => {
  const [run] = trainIris(app, [{}]);
  const { page } = app;
  await open(run?.id ?? '');
  await page.getByRole('button', { name: 'Run again', exact: true }).click();
  await page.getByRole('link', { name: 'Open the run' }).click();
  await expect(page.getByText('test_accuracy', { exact: true })).toBeVisible();
  expect(page.url()).not.toContain(run?.id ?? '');
  await expect(page.getByText((run?.test['accuracy'] ?? NaN).toFixed(4), { exact: true }).first()).toBeVisible();
  await expect(
    page.getByText(/^Repeats “iris-1” bit for bit: every curve over 100 epochs, the test, and 4,675 weights\.$/u),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Show the figures' }).click();
  const figures = page.getByRole('dialog', { name: 'How closely it repeats' });
  await expect(figures.getByRole('row', { name: 'val_loss' })).toContainText('equal');
  await expect(figures).toContainText('all 4,675 of epoch 100 equal');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Open the other' }).click();
  await expect(page).toHaveURL(new RegExp(`#/runs/${run?.id ?? ''}$`, 'u'));
  await expect(page.getByText(/^Repeated bit for bit by “iris-2”/u)).toBeVisible();
});

test('run again with changes: the builder has the experiment of the run, and the new run says what it was made from', async () => {
  const [run] = trainIris(app, [{ 'training.optimizer.learningRate': '0.05', 'model.layers[0].units': '24' }]);
  const { page } = app;
  const train = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect(page).toHaveURL(/#\/training/u);
  };
  await open(run?.id ?? '');
  await page.getByRole('link', { name: 'Run again with changes' }).click();
  await expect(page.getByRole('link', { name: 'made from iris-1' })).toBeVisible();
  await expect(page).toHaveURL(/#\/models\?data=/u);
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.05');
  // Unchanged it is the same experiment: its repeats are found.
  await train();
  await open('iris-2');
  const parent = page.getByRole('list', { name: 'Made from' });
  await expect(parent.getByRole('link', { name: 'iris-1' })).toBeVisible();
  await expect(parent.getByText('nothing changed')).toBeVisible();
  await expect(page.getByText(/^Repeats “iris-1” bit for bit/u)).toBeVisible({ timeout: 20_000 });

  await page.getByRole('link', { name: 'Run again with changes' }).click();
  await expect(page.getByRole('link', { name: 'made from iris-2' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.01');
  await train();
  await open('iris-3');
  await expect(parent.getByText('lr 0.05 → 0.01')).toBeVisible();
  await expect(page.getByRole('list', { name: 'That one from' }).getByRole('link')).toHaveText('iris-1');
  await expectAccessible(page, 'the lineage of a run');
  await parent.getByRole('button', { name: 'Compare with “iris-2”' }).click();
  await expect(page).toHaveURL(/#\/compare/u);
});

test('a run that is not there says so', async () => {
  await open('nowhere');
  await expect(app.page.getByText('This run is not here')).toBeVisible();
  await app.page.getByRole('link', { name: 'To the experiments' }).click();
  await expect(app.page.getByText('No run yet')).toBeVisible();
});

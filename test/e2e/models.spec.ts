/** The model builder: built by keys, by hand and as JSON; wrong values are said where they are; Train queues once. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';

let app: LaunchedApp;

test.beforeEach(async () => {
  app = await launchApp('browser');
  const { page } = app;
  await page.getByRole('navigation').getByRole('link', { name: 'Models' }).click();
  await page.getByRole('button', { name: 'Use the iris sample' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('link', { name: 'Build a model on this' }).click();
  await expect(page.getByText('3 layers · 4,675 parameters')).toBeVisible();
});

test.afterEach(async () => {
  await app.stop();
});

const layers = (page: Page): Locator => page.getByRole('listbox', { name: 'Layers' });
/** The units of each layer, in order, as its row says them. */
const units = async (page: Page): Promise<string[]> =>
  (await layers(page).getByRole('option').allInnerTexts())
    .slice(1)
    .map((text) => /Dense (\w+)/u.exec(text)?.[1] ?? '?');

test('shapes and parameters follow every edit; undo leads back', async () => {
  const { page } = app;
  await layers(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const field = page.getByLabel('Units');
  await expect(field).toBeFocused();
  await field.fill('8');
  // (4 + 1) 8 + (8 + 1) 64 + (64 + 1) 3
  await expect(page.getByText('3 layers · 811 parameters')).toBeVisible();

  await layers(page).focus();
  await page.keyboard.press('a');
  await expect(page.getByText('4 layers')).toBeVisible();
  await page.keyboard.press('Alt+ArrowUp');
  expect(await units(page)).toEqual(['64', '8', '64', 'classes']);
  await page.keyboard.press('Control+d');
  expect(await units(page)).toEqual(['64', '64', '8', '64', 'classes']);
  await page.keyboard.press('Delete');
  await page.keyboard.press('Delete');
  expect(await units(page)).toEqual(['64', '64', 'classes']);
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('Control+z');
  await expect(page.getByText('3 layers · 4,675 parameters')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByText('3 layers · 811 parameters')).toBeVisible();
});

test('a layer is dragged to another place', async () => {
  const { page } = app;
  const rows = layers(page).getByRole('option');
  await rows.nth(3).dragTo(rows.nth(1), { targetPosition: { x: 200, y: 4 } });
  expect(await units(page)).toEqual(['classes', '64', '64']);
});

test('wrong values are said at their place, and cannot be trained', async () => {
  const { page } = app;
  const train = page.getByRole('button', { name: 'Train' });
  await expect(train).toBeEnabled();
  const field = page.getByLabel('Units');
  for (const [wrong, message] of [
    ['-1', 'At least 1 is needed.'],
    ['NaN', 'A number is needed, or: classes.'],
    ['Infinity', 'A number is needed, or: classes.'],
    ['2.5', 'A whole number is needed.'],
  ] as const) {
    await field.fill(wrong);
    await expect(page.getByText(message)).toBeVisible();
    await expect(train).toBeDisabled();
    await expect(train).toHaveAttribute('title', message);
  }
  await field.press('Escape');
  await expect(field).toHaveValue('64');
  await expect(train).toBeEnabled();

  // What JSON lets through, the core finds: at the layer, in words.
  await page.getByRole('radio', { name: 'JSON' }).click();
  const json = page.getByRole('textbox', { name: 'JSON' });
  const good = await json.inputValue();
  await json.fill(good.replace('"units": 64', '"units": -1'));
  await expect(page.getByText('1 problem')).toBeVisible();
  await expect(train).toBeDisabled();
  await page.getByRole('radio', { name: 'Layers' }).click();
  await expect(layers(page).getByRole('option').nth(1)).toContainText(/whole number from 1 .* found -1/u);
  await page.getByRole('radio', { name: 'JSON' }).click();
  await json.fill(good.replace('"dense"', '"dens"'));
  await page.getByRole('radio', { name: 'Layers' }).click();
  await expect(layers(page).getByRole('option').nth(1)).toContainText('Did you mean dense?');
  await page.getByRole('radio', { name: 'JSON' }).click();
  await json.fill('{\n  "athanor": 1,\n  oops\n}');
  await expect(page.getByRole('alert')).toContainText('Line 3, column 3: “o” does not belong there.');
  await expect(train).toBeDisabled();
});

/** Gives a column steps of its own and leaves rows out; every edit shows in the values before and after, and in the model. */
async function editRecipe(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Recipe' }).click();
  const counts = page.getByText(/training 96/u);
  await expect(counts).toBeVisible();
  await page.getByRole('button', { name: 'Show petal_width before and after' }).click();
  await page.getByRole('button', { name: 'Own steps for petal_width' }).click();
  const steps = page.getByRole('listbox', { name: 'Steps of petal_width' });
  await page.getByRole('textbox', { name: 'Find a step' }).fill('KBins');
  await page.getByRole('button', { name: 'Add Bins' }).click();
  await expect(steps.getByRole('option')).toHaveCount(3);
  await page.getByRole('combobox', { name: 'Result' }).click();
  await page.getByRole('option', { name: 'onehot' }).click();
  const values = page.getByRole('region', { name: 'Before and after' });
  await expect(values.getByRole('columnheader', { name: 'petal_width[4]' })).toBeAttached();
  // A step that cannot take what it is given says so where it stands.
  await page.getByRole('textbox', { name: 'Find a step' }).fill('token numbers');
  await page.getByRole('button', { name: 'Add Tokens' }).click();
  await steps.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(steps.getByRole('option').nth(1)).toContainText('tokens');
  await expect(page.getByText('1 problem')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train' })).toBeDisabled();
  await page.keyboard.press('Delete');
  await expect(page.getByText('1 problem')).toBeHidden();
  // Written wrong it is refused at its place; written right it leaves rows out.
  const filter = page.getByRole('textbox', { name: /Rows that take part/u });
  await filter.fill('petal_length >');
  await expect(page.getByText(/could not be computed|syntax error/u)).toBeVisible();
  await filter.fill('petal_length > 1.5');
  await expect(counts).toBeHidden();
  await expect(page.getByText(/rows are left out/u)).toBeVisible();
  await page.getByRole('radio', { name: 'Layers' }).click();
  // Three columns as they are, and five bins of the fourth.
  await page.getByRole('option').first().click();
  await expect(page.getByRole('option').first()).toContainText('8');
}

test('JSON and list show one experiment, and the draft is kept', async () => {
  const { page } = app;
  await page.getByLabel('Epochs', { exact: true }).fill('40');
  await page.getByRole('combobox', { name: 'Device' }).click();
  await page.getByRole('option', { name: /^cpu/u }).click();
  await editRecipe(page);
  await page.getByRole('radio', { name: 'JSON' }).click();
  const json = page.getByRole('textbox', { name: 'JSON' });
  const text = await json.inputValue();
  expect(JSON.parse(text)).toMatchObject({
    athanor: 1,
    data: {
      filter: 'petal_length > 1.5',
      preprocess: {
        columns: { petal_width: [{ step: 'impute' }, { step: 'bin', encode: 'onehot' }, { step: 'standardize' }] },
      },
    },
    training: { epochs: 40 },
    engine: { device: 'cpu' },
  });
  await json.fill(text.replace('"epochs": 40', '"epochs": 17').replace('"units": 64', '"units": 5'));
  await page.getByRole('radio', { name: 'Layers' }).click();
  await expect(page.getByLabel('Epochs', { exact: true })).toHaveValue('17');
  expect(await units(page)).toEqual(['5', '64', 'classes']);
  await page.reload();
  await expect(page.getByLabel('Epochs', { exact: true })).toHaveValue('17');
  expect(await units(page)).toEqual(['5', '64', 'classes']);
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByLabel('Epochs', { exact: true })).toHaveValue('100');
});

test('losses and metrics show their options, which are in the experiment', async () => {
  const { page } = app;
  await page.getByLabel('Label smoothing').fill('0.1');
  await page.getByRole('combobox', { name: 'Class weights' }).click();
  await page.getByRole('option', { name: 'balanced' }).click();
  await page.getByRole('checkbox', { name: 'f1' }).check();
  await page.getByText('Options of the metrics').click();
  await page.getByRole('combobox', { name: 'f1: Average' }).click();
  await page.getByRole('option', { name: 'micro' }).click();
  await page.getByRole('radio', { name: 'JSON' }).click();
  const json = page.getByRole('textbox', { name: 'JSON' });
  expect(JSON.parse(await json.inputValue())).toMatchObject({
    training: {
      loss: { type: 'crossEntropy', labelSmoothing: 0.1, classWeights: 'balanced' },
      metrics: ['accuracy', { type: 'f1', average: 'micro' }],
    },
  });
});

test('another kind of target brings its loss, metrics and output', async () => {
  const { page } = app;
  await layers(page).getByRole('option').first().click();
  const inspector = page.getByRole('complementary', { name: 'Data' });
  await inspector.getByRole('combobox', { name: 'Target' }).click();
  await page.getByRole('option', { name: 'petal_width' }).click();
  await expect(inspector).toContainText('Its values are taken for numbers.');
  await expect(page.getByRole('combobox', { name: 'Loss' })).toHaveText(/mse/u);
  expect(await units(page)).toEqual(['64', '64', '1']);
  // Three measurements and three species are six features; one less without a column.
  await expect(page.getByText('3 layers · 4,673 parameters')).toBeVisible();
  await inspector.getByRole('checkbox', { name: /sepal_width/u }).uncheck();
  await expect(page.getByText('3 layers · 4,609 parameters')).toBeVisible();
});

test('Train pressed twice queues one run, which ends tested and is found on the home page', async () => {
  const { page } = app;
  await page.getByLabel('Epochs', { exact: true }).fill('30');
  await page.getByLabel('Name of the run').fill('from the builder');
  await page.getByRole('button', { name: 'Train' }).dblclick();
  await expect(page).toHaveURL(/#\/training$/u);
  await page.getByRole('navigation').getByRole('link', { name: 'Home' }).click();
  const runs = page.getByRole('grid', { name: 'Recent runs' });
  await expect(runs.getByRole('row')).toHaveCount(2);
  await expect(runs.getByRole('row').nth(1)).toContainText(/from the builder.*accuracy 0\.\d{4}/su);
  await runs.getByRole('row').nth(1).dblclick();
  await expect(page).toHaveURL(/#\/runs\//u);
});

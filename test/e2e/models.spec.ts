/** The model builder: built by keys, by hand and as JSON; wrong values are said where they are; Train queues once. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible, expectNoRawKeys } from './support/accessible.ts';
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

test('a template takes the place of the layers, and undo brings them back', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Templates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Begin with a template' });
  const perceptron = dialog.getByRole('listitem').filter({ hasText: 'Residual perceptron' });
  await expect(perceptron).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'U-Net' })).toHaveCount(0);
  await dialog.getByText('6 more, not for these data').click();
  await expect(dialog.getByText('It is for spectrograms of sounds.')).toBeVisible();
  await expectAccessible(page, 'the templates');
  await expectNoRawKeys(page, 'the templates');
  await perceptron.getByRole('button', { name: 'Use' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('3 layers · 4,675 parameters')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('3 layers · 4,675 parameters')).toBeVisible();
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

const node = (page: Page, key: string): Locator => page.locator(`.svelte-flow__node[data-id="${key}"]`);
const edge = (page: Page, key: string): Locator => page.locator(`.svelte-flow__edge[data-id="${key}"]`);

/** Draws a connection from the port below one node to the port above another. */
async function drawConnection(page: Page, from: string, to: string): Promise<void> {
  const [start, end] = await Promise.all([
    node(page, from).locator('.svelte-flow__handle.source').boundingBox(),
    node(page, to).locator('.svelte-flow__handle.target').boundingBox(),
  ]);
  if (start === null || end === null) throw new Error(`${from} or ${to} is not in sight`);
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y - 30, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 });
  await page.mouse.up();
}

test('a branched network is built on the canvas by mouse and by keys, and trains', async () => {
  const { page } = app;
  await page.getByRole('radio', { name: 'Canvas' }).click();
  const canvas = page.getByRole('application', { name: 'Canvas' });
  const total = (count: string): Locator => page.getByText(`${count} parameters`);
  await expect(node(page, 'dense_3')).toBeVisible();

  // By mouse: a layer from the palette stands alone, and says so, until it is connected.
  await page
    .getByRole('complementary', { name: 'Layers to add' })
    .getByRole('button', { name: 'Dense', exact: true })
    .dragTo(canvas, { targetPosition: { x: 120, y: 320 } });
  await expect(node(page, 'dense_4')).toContainText('takes one input, found 0');
  await drawConnection(page, 'dense_1', 'dense_4');
  await expect(edge(page, 'dense_1>dense_4:0')).toBeAttached();
  await expect(node(page, 'dense_4')).not.toContainText('found 0');

  // By keys: a layer after the chosen one, found by its name.
  await node(page, 'dense_2').click();
  await expect(canvas).toBeFocused();
  await page.keyboard.press('/');
  await page.keyboard.type('add');
  // What it does is one step beside its name.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Add' })).toContainText('keras.layers.Add');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'What Add does' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(canvas).toBeFocused();
  await expect(edge(page, 'dense_2>add_1:0')).toBeAttached();
  await expect(edge(page, 'add_1>dense_3:0')).toBeAttached();

  // What cannot be is refused at the layer, and changes nothing.
  const edges = page.locator('.svelte-flow__edge');
  const before = await edges.count();
  await page.keyboard.press('t');
  await drawConnection(page, 'add_1', 'dense_1');
  await expect(node(page, 'dense_1').getByRole('alert')).toContainText('dense_1 already leads to add_1');
  await drawConnection(page, 'dense_4', 'dense_3');
  await expect(node(page, 'dense_3').getByRole('alert')).toContainText('dense_3 takes one input');
  await node(page, 'dense_4').click();
  await page.getByLabel('Units').fill('7');
  await expect(edge(page, 'dense_1>dense_4:0')).toBeAttached();
  await drawConnection(page, 'dense_4', 'add_1');
  await expect(node(page, 'add_1').getByRole('alert')).toContainText('cannot join its inputs');
  expect(await edges.count()).toBe(before);
  await expect(page.getByRole('button', { name: 'Train' })).toBeDisabled();

  // By keys: to the branch beside, down to where it leads, and connected.
  await page.getByLabel('Units').fill('64');
  await node(page, 'dense_4').click();
  await page.keyboard.press('c');
  await expect(node(page, 'dense_4')).toContainText('then press Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  if ((await page.locator('.svelte-flow__node.selected').getAttribute('data-id')) === 'dense_4') {
    await page.keyboard.press('ArrowLeft');
  }
  await expect(node(page, 'dense_2')).toHaveClass(/selected/u);
  await page.keyboard.press('ArrowDown');
  await expect(node(page, 'add_1')).toHaveClass(/selected/u);
  await page.keyboard.press('Enter');
  await expect(edge(page, 'dense_4>add_1:1')).toBeAttached();
  // (4 + 1) 64, twice (64 + 1) 64, (64 + 1) 3
  await expect(total('8,835')).toBeVisible();

  // A copy takes what the original took; what is cut is away.
  await node(page, 'dense_4').click();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(edge(page, 'dense_1>dense_5:0')).toBeAttached();
  await expect(node(page, 'dense_5')).toContainText('It leads nowhere');
  await page.keyboard.press('Control+x');
  await expect(node(page, 'dense_5')).toHaveCount(0);
  await expect(total('8,835')).toBeVisible();

  // A block that repeats, of two branches and where they join.
  await node(page, 'add_1').click();
  await node(page, 'dense_2').click({ modifiers: ['Control'] });
  await node(page, 'dense_4').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+g');
  await expect(node(page, 'repeat_1')).toContainText('× 2');
  await expect(total('17,155')).toBeVisible();
  await expectAccessible(page, 'the canvas');
  await expectNoRawKeys(page, 'the canvas');

  for (let press = 0; press < 14; press += 1) await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await expect(total('4,675')).toBeVisible();
  await expect(node(page, 'repeat_1')).toHaveCount(0);
  for (let press = 0; press < 14; press += 1) await page.keyboard.press('Control+Shift+z');
  await expect(total('17,155')).toBeVisible();

  // The list and the JSON show the same model.
  await page.getByRole('radio', { name: 'JSON', exact: true }).click();
  const json = page.getByRole('textbox', { name: 'JSON' });
  const text = await json.inputValue();
  await json.fill(text.replace('"epochs": 100', '"epochs": 3').replace('"times": 2', '"times": 3'));
  await page.getByRole('radio', { name: 'Canvas' }).click();
  await expect(node(page, 'repeat_1')).toContainText('× 3');
  await page.getByRole('button', { name: 'Train' }).dblclick();
  await expect(page).toHaveURL(/#\/training$/u);
  await page.getByRole('navigation').getByRole('link', { name: 'Home' }).click();
  const runs = page.getByRole('grid', { name: 'Recent runs' });
  await expect(runs.getByRole('row')).toHaveCount(2);
  await expect(runs.getByRole('row').nth(1)).toContainText(/accuracy 0\.\d{4}/u);
});

test('a second input and a second output are added by keys, named, and train', async () => {
  const { page } = app;
  await page.getByRole('radio', { name: 'Canvas' }).click();
  const canvas = page.getByRole('application', { name: 'Canvas' });
  await expect(node(page, 'dense_3')).toBeVisible();
  const options = page.getByRole('complementary').last();

  await canvas.focus();
  await page.keyboard.press('i');
  await expect(node(page, 'input_1')).toContainText('Nothing takes this yet');
  await page.keyboard.press('Enter');
  const name = options.getByLabel('Name');
  await name.fill('dense_1');
  await name.press('Enter');
  await expect(options.getByText('Something else in the model is called so.')).toBeVisible();
  await name.fill('petals');
  await name.press('Enter');
  await expect(node(page, 'petals')).toBeVisible();
  await options.getByRole('checkbox', { name: 'sepal_length' }).uncheck();
  await expect(node(page, 'petals')).toContainText('3');

  // A layer of its own for the new input, and an output that predicts a number from it.
  await canvas.focus();
  await page.keyboard.press('a');
  await page.keyboard.type('dense');
  await page.keyboard.press('Enter');
  await expect(edge(page, 'petals>dense_4:0')).toBeAttached();
  await page.keyboard.press('o');
  await expect(node(page, 'out:dense_4')).toBeVisible();
  await expect(options.getByRole('combobox', { name: 'Target' })).toContainText('petal_width');
  await expect(options.getByRole('combobox', { name: 'Loss' })).toContainText('mse');
  await node(page, 'dense_4').click();
  await options.getByLabel('Units').fill('1');
  const layerName = options.getByLabel('Name');
  await layerName.fill('size');
  await layerName.press('Enter');
  await expect(canvas).toBeFocused();
  await expect(edge(page, 'size>out:size:0')).toBeAttached();
  await page.keyboard.press('Control+z');
  await expect(edge(page, 'dense_4>out:dense_4:0')).toBeAttached();
  await expectAccessible(page, 'a canvas of two inputs and outputs');
  await expectNoRawKeys(page, 'a canvas of two inputs and outputs');

  // The last input and the last output stay, and undo leads back to the list.
  await node(page, 'out:dense_3').click();
  await page.keyboard.press('Delete');
  await expect(node(page, 'out:dense_3')).toHaveCount(0);
  await node(page, 'out:dense_4').click();
  await page.keyboard.press('Delete');
  await expect(node(page, 'out:dense_4').getByRole('alert')).toContainText('A model needs an output');
  await page.keyboard.press('Control+z');
  await expect(node(page, 'out:dense_3')).toBeVisible();

  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page).toHaveURL(/#\/training$/u);
  await expect(page.getByText(/100 epochs/u).first()).toBeVisible();
  await page.getByRole('link', { name: 'Open the run' }).click();
  await expect(page.getByText('dense_4_mae').first()).toBeVisible();
});

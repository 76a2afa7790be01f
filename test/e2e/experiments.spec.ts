/** Experiments: every run in one table, found, sorted, marked, renamed, deleted and taken back, all by keys. */
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';
import { trainIris, type TrainedRun } from './support/runs.ts';

let app: LaunchedApp;
let trained: TrainedRun[];

test.beforeEach(async () => {
  app = await launchApp('browser');
  trained = trainIris(app, [
    {},
    { 'training.optimizer.type': 'sgd', 'training.optimizer.learningRate': '0.05' },
    { 'training.seed': '3' },
  ]);
  await app.page.getByRole('navigation').getByRole('link', { name: 'Experiments' }).click();
  // The window hands the focus to the view that it has opened; a key pressed before would be lost.
  await expect(app.page.getByRole('main')).toBeFocused();
  await expect(app.page.getByRole('grid').getByRole('row')).toHaveCount(4);
});

test.afterEach(async () => {
  await app.stop();
});

test('runs are named by what differs, and found by it', async () => {
  const rows = app.page.getByRole('grid').getByRole('row');
  await expect(rows.filter({ hasText: 'sgd, lr 0.05' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'seed 3' })).toHaveCount(1);
  const filter = app.page.getByRole('combobox', { name: 'Filter runs' });
  await app.page.keyboard.press('/');
  await expect(filter).toBeFocused();
  await filter.fill('sgd');
  await expect(rows).toHaveCount(2);
  await expect(app.page.getByText('1 of 3 runs')).toBeVisible();
  await filter.fill('no such run');
  await expect(app.page.getByText('No run matches “no such run”')).toBeVisible();
  await app.page.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(rows).toHaveCount(4);

  // A query, its names and values taken from what is offered, then a mistake that is pointed at.
  await filter.fill('optimi');
  await app.page
    .getByRole('option', { name: /^optimizer/u })
    .first()
    .click();
  await filter.pressSequentially('= ');
  await expect(app.page.getByRole('option', { name: '"sgd" 1 run' })).toBeVisible();
  await filter.press('ArrowDown');
  await filter.press('ArrowDown');
  await filter.press('Enter');
  await expect(filter).toHaveValue('optimizer = "sgd" ');
  await expect(app.page.getByRole('option', { name: 'and operator' })).toBeVisible();
  await filter.press('Enter');
  await expect(rows).toHaveCount(2);
  await filter.fill('optimizer = "sgd" and val_acuracy > 0.1');
  await expect(app.page.getByText('Column 23: no run has a metric or setting')).toBeVisible();
  await expect(filter).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(app.page, 'a query that is wrong');
  await filter.fill('');
  await expect(rows).toHaveCount(4);
});

test('a column sorts both ways, and the metric is read at best, last or test', async () => {
  const { page } = app;
  const names = (): Promise<string[]> =>
    page.getByRole('grid').locator('tbody tr[aria-rowindex] td:nth-child(3)').allInnerTexts();
  await page.getByRole('button', { name: 'Name' }).click();
  // The store puts them in order: the rows come after the click.
  const up = ['iris-1', 'iris-2', 'iris-3'];
  await expect.poll(names).toEqual(up);
  await page.getByRole('button', { name: 'Name' }).click();
  await expect.poll(names).toEqual([...up].reverse());

  await page
    .getByRole('combobox', { name: /Metric/u })
    .or(page.getByLabel(/Metric/u))
    .first()
    .click();
  await page.getByRole('option', { name: 'val_loss' }).click();
  await page
    .getByRole('radio', { name: 'last' })
    .or(page.getByRole('button', { name: 'last' }))
    .first()
    .click();
  const last = trained[1]?.epochs.at(-1)?.['val_loss'] ?? NaN;
  await expect(page.getByRole('row', { name: /sgd/u })).toContainText(last.toFixed(4));

  // Gathered by optimizer; a group's runs are a query, and an archived run is found where it is asked for.
  await page.getByLabel('Group by').click();
  await page.getByRole('option', { name: 'By optimizer' }).click();
  const groups = page.getByRole('grid', { name: 'Groups of runs' });
  await expect(groups.getByRole('row')).toHaveCount(3);
  await expect(groups.getByRole('row').filter({ hasText: 'sgd' })).toContainText(last.toFixed(4));
  await expectAccessible(page, 'groups of runs');
  await groups.getByText('sgd', { exact: true }).dblclick();
  await expect(page.getByText('1 of 3 runs')).toBeVisible();
  await page.getByRole('grid', { name: 'Experiments' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('No run matches')).toBeVisible();
  const filter = page.getByRole('combobox', { name: 'Filter runs' });
  await filter.fill('archived');
  await filter.press('Enter');
  const archived = page.getByRole('row', { name: /sgd/u });
  await expect(archived).toBeVisible();
  await expect(archived.getByText('archived', { exact: true })).toBeVisible();

  // The table as it stands gets a name, which leads back to it after another view.
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Save as a new view…' }).click();
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('put away');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/view=/u);
  await page.getByRole('button', { name: 'put away' }).click();
  await expectAccessible(page, 'the menu of views');
  await page.getByRole('menuitemradio', { name: 'Every run' }).click();
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(3);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('put away');
  await page.keyboard.press('Enter');
  await expect(filter).toHaveValue('archived');
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(2);

  // Tags of all that are chosen, in one go; then out of the archive.
  await filter.fill('archived or not archived');
  await filter.press('Enter');
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(4);
  await page.getByRole('grid', { name: 'Experiments' }).focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'Tags…' }).click();
  const tags = page.getByRole('textbox', { name: 'Add tags' });
  await tags.fill('paper, fig 3');
  await expectAccessible(page, 'tags of many runs');
  await tags.press('Enter');
  await expect(page.getByText('Tags of 3 runs changed')).toBeVisible();
  await filter.fill('tag = "fig 3" and size > 1 kB and archived');
  await filter.press('Enter');
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(2);
  await archived.dblclick();
  await expect(page.getByText('archived', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Out of the archive' }).click();
  await expect(page.getByText('archived', { exact: true })).toBeHidden();
});

test('columns are found, chosen, read elsewhere, pinned and put in order, and stay; the form filters', async () => {
  const { page } = app;
  const heads = async (): Promise<string[]> =>
    (await page.getByRole('grid', { name: 'Experiments' }).getByRole('columnheader').allInnerTexts()).slice(2, 6);
  await page.getByRole('button', { name: 'Columns' }).click();
  const dialog = page.getByRole('dialog', { name: 'Columns' });
  await dialog.getByRole('searchbox').fill('gradient');
  await dialog.getByRole('checkbox', { name: /^gradientNorm metric/u }).check();
  await dialog.getByRole('searchbox').fill('optimizer.epsilon');
  await dialog.getByRole('button', { name: 'Show it' }).click();
  const shown = dialog.getByRole('list', { name: /columns shown/u });
  await expect(shown.getByText('optimizer.epsilon', { exact: true })).toBeVisible();
  await expectAccessible(page, 'the columns dialog');
  await dialog.getByRole('combobox', { name: /^Where gradientNorm/u }).click();
  await page.getByRole('option', { name: 'last' }).click();
  await dialog.getByRole('button', { name: 'Keep last gradientNorm in sight' }).click();
  await dialog.getByRole('button', { name: 'Keep optimizer.epsilon in sight' }).click();
  await dialog.getByRole('button', { name: /^Move optimizer\.epsilon left/u }).click();
  await dialog.getByRole('button', { name: 'Show', exact: true }).click();
  const wanted = ['Name', 'optimizer.epsilon', 'last gradientNorm', 'Data'];
  await expect.poll(heads).toEqual(wanted);
  for (const { name, epochs } of trained) {
    const last = epochs.at(-1)?.['gradientNorm'] ?? NaN;
    await expect(page.getByRole('row', { name })).toContainText(last.toFixed(4));
  }
  await page.reload();
  await expect.poll(heads).toEqual(wanted);
  await page.getByRole('button', { name: 'Columns' }).click();
  await dialog.getByRole('button', { name: 'Usual columns' }).click();
  await expect(page.getByRole('columnheader', { name: /gradientNorm/u })).toHaveCount(0);

  // The form asks the same as the query; its values are offered when the field is entered.
  await page.getByRole('button', { name: 'Filter…' }).click();
  const form = page.getByRole('dialog', { name: 'Filter…' });
  await form.getByRole('combobox', { name: 'Metric, setting or fact' }).fill('optimizer');
  await form.getByRole('combobox', { name: 'Value' }).focus();
  await expect(form.locator('option[value=\'"sgd"\']')).toHaveCount(1);
  await form.getByRole('combobox', { name: 'Is' }).click();
  await page.getByRole('option', { name: 'not equal to' }).click();
  await form.getByRole('combobox', { name: 'Value' }).fill('sgd');
  await form.getByRole('button', { name: 'Find runs' }).click();
  await expect(page.getByText('2 of 3 runs')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Filter runs' })).toHaveValue(/optimizer != "?sgd/u);
});

test('a run is starred, renamed, opened, deleted and taken back by keys', async () => {
  const { page } = app;
  const grid = page.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('s');
  await expect(grid.getByRole('button', { name: 'Remove the star' })).toHaveCount(1);
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: 'Name of the run' });
  await expect(field).toBeFocused();
  await field.fill('第一次 🌸 تجربة');
  await page.keyboard.press('Enter');
  await expect(grid.getByText('第一次 🌸 تجربة')).toBeVisible();
  await expect(grid).toBeFocused();

  await page.keyboard.press('Delete');
  await expect(grid.getByRole('row')).toHaveCount(3);
  await expect(page.getByText('“第一次 🌸 تجربة” deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(grid.getByRole('row')).toHaveCount(4);

  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('第一次 🌸 تجربة');

  // Deleted again, it lies in the trash, and is deleted for good where the disk is looked at.
  await page.getByRole('navigation').getByRole('link', { name: 'Experiments' }).click();
  await grid.getByText('iris-1', { exact: true }).click();
  await page.keyboard.press('Delete');
  await expect(grid.getByRole('row')).toHaveCount(3);
  await page.getByRole('link', { name: /free$/u }).click();
  const items = page.getByRole('grid', { name: 'What takes room' });
  await expect(items.getByText('run, deleted')).toHaveCount(1);
  await expectAccessible(page, 'the disk');
  await page.getByRole('button', { name: 'Free space…' }).click();
  const offer = page.getByRole('grid', { name: 'Free space' });
  await expect(offer.getByRole('checkbox', { name: 'Delete “iris-1”' })).toBeChecked();
  await expectAccessible(page, 'what can be deleted for good');
  await page.getByRole('button', { name: /^Delete for good/u }).click();
  await expect(page.getByText(/^1 thing deleted for good/u)).toBeVisible();
  await expect(items.getByText('run, deleted')).toHaveCount(0);
});

test('chosen runs show their curves and go to the comparison', async () => {
  const { page } = app;
  const grid = page.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: /^Compare/u })).toBeDisabled();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 runs selected')).toBeVisible();
  await expect(page.getByRole('slider', { name: /^val_accuracy: 2 lines/u })).toBeVisible();
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/#\/compare\?runs=/u);
  await expect(page.getByRole('heading', { name: 'Settings that differ' })).toBeVisible();
});

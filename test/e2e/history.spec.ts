/** The history as a person works in it, in either language: found, marked, named, grouped, kept as a view, compared, saved, deleted. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { expectNoRawKeys } from './support/accessible.ts';
import { Journey } from './support/journey.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';
import { trainIris } from './support/runs.ts';

let app: LaunchedApp;

test.afterEach(async () => {
  await app.stop();
});

for (const locale of ['en', 'zh'] as const) {
  test(`the history is worked with (${locale})`, async () => {
    app = await launchApp('browser', { locale });
    const journey = await Journey.begin(app, locale);
    const { page } = app;
    const t: Journey['t'] = (key, parameters) => journey.t(key, parameters);
    const [first, second, third] = trainIris(app, [
      {},
      { 'training.optimizer.type': 'sgd', 'training.optimizer.learningRate': '0.05' },
      { 'training.seed': '3' },
    ]);
    await journey.openView('experiments');
    const grid = page.getByRole('grid', { name: t('experimentsView.title') });
    const rows = grid.locator('tbody tr[aria-rowindex]');
    await expect(rows).toHaveCount(3);

    // Found by a query, marked, named anew.
    const filter = page.getByRole('combobox', { name: t('experimentsView.filter') });
    await filter.fill('optimizer = "sgd"');
    await filter.press('Enter');
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText(second?.name ?? '');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('s');
    await expect(grid.getByRole('button', { name: t('experimentsView.unstar') })).toHaveCount(1);
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: t('runView.name') }).fill('对照 baseline');
    await page.keyboard.press('Enter');
    await expect(grid.getByText('对照 baseline')).toBeVisible();
    await page.keyboard.press('Space');
    await journey.button(t('tagDialog.open')).click();
    await page.getByRole('textbox', { name: t('tagDialog.add') }).fill('paper');
    await page.keyboard.press('Enter');
    await expect(page.getByText(t('tagDialog.done', { count: 1 }))).toBeVisible();
    await filter.fill('starred and tag = "paper"');
    await filter.press('Enter');
    await expect(rows).toHaveCount(1);

    // Kept as a view, grouped, and back.
    await page.getByRole('button', { name: t('views.title'), exact: true }).click();
    await page.getByRole('menuitem', { name: t('views.saveAs') }).click();
    await page.getByRole('textbox', { name: t('views.name') }).fill('paper');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/view=/u);
    await filter.fill('');
    await expect(rows).toHaveCount(3);
    await expectNoRawKeys(page, 'the experiments');

    // Compared with its best; the figure's data is saved as it was recorded.
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      `#/compare?runs=${first?.id ?? ''},${second?.id ?? ''}`,
    );
    const settings = page.getByRole('region', { name: t('compareView.settings') });
    await expect(settings.getByRole('row', { name: /training\.optimizer\.type/u })).toContainText('sgd');
    await page.getByRole('button', { name: t('chart.menu', { title: 'val_loss' }) }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: t('chart.saveCsv') }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).trim().split('\n');
    const recorded = [first, second].map((run) => run?.epochs.at(-1)?.['val_loss'] ?? NaN);
    const last = lines.at(-1)?.split(',').map(Number) ?? [];
    for (const value of recorded) expect(last.some((cell) => Math.abs(cell - value) < 1e-12)).toBe(true);
    await expectNoRawKeys(page, 'the comparison');

    // A note that reads as Markdown, then deleted and taken back.
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      `#/runs/${third?.id ?? ''}`,
    );
    await page.getByRole('textbox', { name: t('runView.note') }).fill('**种子** 3');
    await page.getByRole('textbox', { name: t('runView.note') }).blur();
    await journey.openView('experiments');
    await filter.fill('seed = 3');
    await filter.press('Enter');
    await expect(rows).toHaveCount(1);
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await expect(rows).toHaveCount(0);
    await expect(page.getByText(t('experimentsView.deleted', { count: 1, name: third?.name ?? '' }))).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(rows.first()).toContainText(third?.name ?? '');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: t('runView.note') }).locator('strong')).toHaveText('种子');
    await expectNoRawKeys(page, 'a run');
  });
}

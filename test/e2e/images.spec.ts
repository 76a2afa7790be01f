/** Images from a folder to a trained network: looked at, imported, browsed, augmented and learnt. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { expectAccessible, expectNoRawKeys } from './support/accessible.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';

let app: LaunchedApp;
let folder: string;

test.beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'athanor-e2e-images-')), 'stripes');
  await drawStripes(folder);
  app = await launchApp('browser');
});

test.afterEach(async () => {
  expect(app.foreignRequests).toEqual([]);
  await app.stop();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

/** Stripes that lie or stand, in any colour, and one file that is no image. */
async function drawStripes(root: string): Promise<void> {
  for (const [name, lies] of [
    ['lying', true],
    ['standing', false],
  ] as const) {
    mkdirSync(join(root, name), { recursive: true });
    for (let index = 0; index < 40; index += 1) {
      const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, place) => {
        const [row, column] = [Math.floor(place / 48), Math.floor(place / 3) % 16];
        return ((lies ? row : column) + index) % 6 < 3 ? 255 - (index * (place % 3)) / 2 : 0;
      });
      const image = sharp(pixels, { raw: { height: 16, width: 16, channels: 3 } });
      await image.png().toFile(join(root, name, `${name}-${String(index).padStart(2, '0')}.png`));
    }
  }
  writeFileSync(join(root, 'lying', 'broken.png'), 'no image');
}

test('a folder of images is looked at, imported, browsed, augmented and learnt', async () => {
  const { page } = app;
  await page.getByRole('navigation').getByRole('link', { name: 'Data sets' }).click();
  await page.getByRole('button', { name: 'Import images, sounds or texts…' }).click();
  await expect(page.getByLabel('Where they lie on this computer')).toBeFocused();
  await page.keyboard.type(`${folder}-missing`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('stripes-missing');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Import images, sounds or texts…' }).click();
  await page.keyboard.type(folder);
  await page.keyboard.press('Enter');

  // Samples as they would be stored; a correction is followed.
  await expect(page.getByRole('region', { name: 'Preview' }).getByRole('listitem')).toHaveCount(48);
  await expect(page.getByText('1 file was kept aside')).toBeVisible();
  await page.getByRole('combobox', { name: 'Colour' }).click();
  await page.getByRole('option', { name: 'grey' }).click();
  await expect(page.getByRole('region', { name: 'Preview' })).toHaveAttribute('aria-busy', 'false');
  await expectAccessible(page, 'import of images');
  await page.getByRole('button', { name: 'Import', exact: true }).click();

  // The grid, by keys and by class; one image large.
  const grid = page.getByRole('listbox', { name: 'Images' });
  await expect(page.getByText('80 images, 2 classes')).toBeVisible();
  await expect(grid.getByRole('option', { name: 'lying/lying-00.png, lying' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Class' }).click();
  await page.getByRole('option', { name: /^standing 40$/u }).click();
  await expect(page.getByRole('status').getByText('40 images')).toBeVisible();
  await grid.focus();
  await page.keyboard.press('End');
  await expect(grid.getByRole('option', { selected: true })).toHaveAccessibleName(/standing-39/u);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('img', { name: 'standing/standing-39.png' })).toBeVisible();
  await expect(dialog).toContainText('grey');
  await page.keyboard.press('ArrowLeft');
  await expect(dialog.getByRole('heading')).toHaveText('standing/standing-38.png');
  await expectAccessible(page, 'an image');
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'images');
  await page.getByRole('tab', { name: 'Profile' }).click();
  await expect(page.getByRole('table', { name: 'Class balance' }).getByRole('row', { name: /lying/u })).toContainText(
    '50 %',
  );
  await expect(page.getByRole('table', { name: 'Files kept aside' })).toContainText('broken.png');
  await expectNoRawKeys(page, 'profile of images');

  // The network that is proposed, its images changed at random, trained.
  await page.getByRole('link', { name: 'Build a model on this' }).click();
  await expect(page.getByText('16 × 16 × 1', { exact: true }).first()).toBeVisible();
  await page.getByLabel('Shift, ± of the side').fill('0.2');
  await page.getByRole('combobox', { name: 'Mirror' }).click();
  await page.getByRole('option', { name: 'both' }).click();
  await expect(page.getByRole('img', { name: /^Version/u })).toHaveCount(11);
  await expectAccessible(page, 'builder of images');
  await page.getByLabel('Epochs', { exact: true }).fill('15');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('progressbar', { name: /^completed after 15 epochs/u })).toBeVisible({ timeout: 60_000 });
});

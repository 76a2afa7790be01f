/** Data sets: a file is dropped or chosen, read wrongly, corrected, imported, looked at, renamed, removed and taken back. */
import { expect, test, type Page } from '@playwright/test';
import { encodeWav } from '../../main/datasets/audio/wav/encode-wav.ts';
import { zipFile } from '../support/zip.ts';
import { expectAccessible } from './support/accessible.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';

let app: LaunchedApp;

test.beforeEach(async () => {
  app = await launchApp('browser');
});

test.afterEach(async () => {
  expect(app.foreignRequests).toEqual([]);
  await app.stop();
});

/** Semicolons, a row with a field too many, and one text in a column of numbers. */
function messyTable(): string {
  const rows = Array.from({ length: 200 }, (_, index) => {
    if (index === 40) return '1.0;2;3;4';
    const weight = index === 17 ? 'unknown' : (50 + (index % 7)).toFixed(1);
    return `${(1 + index / 50).toFixed(2)};${weight};${index % 2 === 0 ? 'cat' : 'dog'}`;
  });
  return ['height;weight;animal', ...rows, ''].join('\n');
}

async function choose(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  await page.goto(`${page.url().split('#')[0] ?? ''}#/data/import`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /Choose a file|Another file/u }).click();
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

test('a messy table is corrected step by step and imported', async () => {
  const { page } = app;
  await choose(page, 'messy.csv', messyTable());

  // Refused as it stands, with line and reason.
  await expect(page.getByText('1 row does not fit the table.')).toBeVisible();
  const lines = page.getByRole('region', { name: 'Rows that do not fit' });
  await expect(lines.getByRole('row')).toHaveText(/42.*1\.0;2;3;4.*too many fields/su);
  const importNow = page.getByRole('button', { name: 'Import', exact: true });
  await expect(importNow).toBeDisabled();
  await expect(importNow).toHaveAttribute('title', /keep them aside/u);
  await page.getByRole('button', { name: 'Import without it' }).click();
  await expect(page.getByText('1 row is kept aside.')).toBeVisible();

  // One text makes the column text; the warning names the row and mends it.
  await expect(page.getByRole('combobox', { name: 'Type of weight' })).toHaveText(/category|text/u);
  const warning = page.getByText(/“unknown” in row 17/u);
  await expect(warning).toContainText('line 19');
  await page.getByRole('button', { name: 'Treat “unknown” as missing' }).click();
  await expect(page.getByRole('combobox', { name: 'Type of weight' })).toHaveText(/number/u);
  await expect(warning).toHaveCount(0);
  await expect(page.getByText('1 missing')).toBeVisible();

  // A kind can be chosen, a name given.
  await page.getByRole('combobox', { name: 'Type of height' }).click();
  await page.getByRole('option', { name: 'text' }).click();
  await expect(page.getByRole('combobox', { name: 'Type of height' })).toHaveText(/text/u);
  await page.getByRole('combobox', { name: 'Type of height' }).click();
  await page.getByRole('option', { name: 'number' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('animals');
  await importNow.click();

  await expect(page.getByRole('heading', { name: 'animals' })).toBeVisible();
  await expect(page.getByText('199 rows × 3 columns')).toBeVisible();
  await expect(page.getByText('Lines of the file: 42')).toBeVisible();
  const profile = page.getByRole('grid', { name: 'Profile' });
  await expect(profile.getByRole('row', { name: /weight/u })).toContainText('0.5 %');
  await profile.getByRole('row', { name: /animal/u }).click();
  await expect(page.getByRole('complementary', { name: 'animal' })).toContainText('cat');

  await page.getByRole('tab', { name: 'Relations' }).click();
  await expect(page.getByRole('table', { name: 'Class balance' }).getByRole('row', { name: /cat/u })).toContainText(
    '49.7 %',
  );
  await expect(page.getByRole('table', { name: 'How the columns hang together' })).toContainText('weight');

  await page.getByRole('tab', { name: /Rows/u }).click();
  const rows = page.getByRole('grid', { name: 'Rows' });
  await expect(rows).toHaveAttribute('aria-rowcount', '200');
  await expect(rows.getByRole('row', { name: /^17\b/u })).toContainText('–');
  await rows.focus();
  await page.keyboard.press('End');
  await expect(rows.getByRole('row', { name: /^198\b/u })).toContainText('dog');
});

test('a data set is renamed, removed with Del and taken back with Ctrl Z', async () => {
  const { page } = app;
  await choose(page, 'pets.csv', 'a,b\n1,x\n2,y\n3,x\n');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('宠物 🐈');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '宠物 🐈' })).toBeVisible();

  await page.getByRole('navigation').getByRole('link', { name: 'Data sets' }).click();
  const list = page.getByRole('grid', { name: 'Data sets' });
  await list.focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('No data yet')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(list.getByRole('row', { name: /宠物/u })).toBeVisible();
  await page.reload();
  await expect(list.getByRole('row', { name: /宠物/u })).toBeVisible();
  await list.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 rows × 2 columns')).toBeVisible();
});

test('a file that has grown comes in as the next version, and says what changed', async () => {
  const { page } = app;
  const table = (rows: number, extra: string): string =>
    [
      `size,kind${extra}`,
      ...Array.from({ length: rows }, (_, row) => `${row},${row % 2 ? 'cat' : 'dog'}${extra && ',1'}`),
      '',
    ].join('\n');
  const bringIn = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('tab', { name: 'About' }).click();
  };
  await choose(page, 'pets.csv', table(20, ''));
  await bringIn();
  const field = page.getByRole('combobox', { name: 'Newer version of' });
  await expect(field).toHaveText('none');
  await choose(page, 'pets.csv', table(23, ',weight'));
  await expect(field).toHaveText('pets');
  await bringIn();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('pets-2');
  await expect(page.getByText('3 rows more · new: weight')).toBeVisible();
  await expectAccessible(page, 'versions of a data set');
  await page.getByRole('link', { name: 'pets', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^pets$/u);
  await expect(page.getByRole('link', { name: 'pets-2', exact: true })).toBeVisible();
  // A newer version cannot come before it; what was joined can be parted.
  await field.click();
  await expect(page.getByRole('option')).toHaveText(['none']);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'pets-2', exact: true }).click();
  await field.click();
  await page.getByRole('option', { name: 'none' }).click();
  await expect(page.getByText('3 rows more')).toHaveCount(0);
});

test('a file can be dropped on any view, and what is no table is refused with the endings that are read', async () => {
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'Train your first network' })).toBeVisible();
  const drop = async (name: string): Promise<void> => {
    await page.evaluate((fileName) => {
      const data = new DataTransfer();
      data.items.add(new File(['a,b\n1,2\n3,4\n'], fileName, { type: 'text/csv' }));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    }, name);
  };
  await drop('picture.png');
  await expect(page.getByRole('alert')).toContainText('“picture.png” is not data');
  await expect(page.getByRole('alert')).toContainText('.csv');
  await drop('small.csv');
  await expect(page.getByRole('heading', { name: 'small.csv' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeEnabled();
});

test('files that hold no table say why, and leave nothing behind', async () => {
  const { page } = app;
  for (const [name, content] of [
    ['empty.csv', ''],
    ['header.csv', 'a,b,c\n'],
  ] as const) {
    await choose(page, name, content);
    // Either the reading itself is refused, or the import is.
    const importNow = page.getByRole('button', { name: 'Import', exact: true });
    const refusal = page.getByRole('alert');
    await expect(refusal.or(page.getByText(/no rows/u)).first()).toBeVisible();
    if (await importNow.isEnabled()) await importNow.click();
    await expect(refusal.first()).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
  }
  await expect(page.getByText('No data yet')).toBeVisible();
});

test('a large file is sent in pieces; cancelling its import leaves nothing behind', async () => {
  const { page } = app;
  const line = `${'0.123456,'.repeat(20)}x\n`;
  const header = `${Array.from({ length: 20 }, (_, index) => `c${index}`).join(',')},kind\n`;
  await choose(page, 'large.csv', header + line.repeat(60_000));
  const importNow = page.getByRole('button', { name: 'Import', exact: true });
  await expect(importNow).toBeEnabled({ timeout: 30_000 });
  await expect(page.getByText('21 columns · 10.9 MB')).toBeVisible();
  await importNow.click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(importNow).toBeEnabled();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('No data yet')).toBeVisible();
  await page.reload();
  await expect(page.getByText('No data yet')).toBeVisible();
});

/** Five seconds of each of two tones, low and high, several times, and a file that is cut off. */
function tones(): Uint8Array {
  const tone = (frequency: number): Uint8Array =>
    encodeWav(
      Float32Array.from({ length: 40_000 }, (_, n) => 0.3 * Math.sin((2 * Math.PI * frequency * n) / 8000)),
      8000,
    );
  const parts = Array.from({ length: 6 }, (_, index) => [
    { name: `low/${String(index)}.wav`, content: tone(200 + 10 * index) },
    { name: `high/${String(index)}.wav`, content: tone(2000 + 100 * index) },
  ]).flat();
  return zipFile([...parts, { name: 'low/cut.wav', content: tone(300).subarray(0, 1000) }]);
}

test('an archive of sounds is seen, imported, heard and built upon', async () => {
  const { page } = app;
  await choose(page, 'tones.zip', tones());
  await expect(page.getByText(/12 sounds as they would be stored/u)).toBeVisible();
  const aside = page.getByRole('table', { name: 'Files that would be kept aside' });
  await expect(aside).toContainText('it is cut off: its header promises 80044 bytes and 1000 are there');
  await expectAccessible(page, 'import of sounds');
  await page.getByRole('button', { name: 'Import', exact: true }).click();

  const sounds = page.getByRole('listbox', { name: 'Sounds' });
  await expect(sounds.getByRole('option', { name: 'low/0.wav, low, 5 s' })).toBeVisible();
  await expectAccessible(page, 'sounds');
  await page.getByRole('combobox', { name: 'Class' }).click();
  await page.getByRole('option', { name: 'high 6' }).click();
  await expect(page.getByText('6 sounds', { exact: true })).toBeVisible();
  await sounds.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(sounds.getByRole('option', { name: 'high/1.wav, high, 5 s, playing' })).toBeVisible();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'high/1.wav' });
  await expect(dialog).toContainText('8,000 Hz, 16 bits, mono');
  const length = dialog.locator('audio').evaluate(async (audio: HTMLAudioElement) => {
    while (audio.readyState === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    return audio.duration;
  });
  expect(await length).toBe(5);
  await expectAccessible(page, 'one sound');
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'Profile' }).click();
  await expect(page.getByRole('table', { name: 'Class balance' }).getByRole('row', { name: /low/u })).toContainText(
    '30 s',
  );
  await expect(page.getByRole('table', { name: 'Files kept aside' })).toContainText('low/cut.wav');
  await expectAccessible(page, 'profile of sounds');
  await page.getByRole('link', { name: 'Build a model on this' }).click();
  await expect(page.getByRole('listbox', { name: 'Layers' }).getByText('501 × 40 × 1', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train' })).toBeEnabled();
});

test('a plain text is read by lines, its vocabulary is looked at, and a language model learns from it and writes', async () => {
  const { page } = app;
  const poem = ['白日依山尽，黄河入海流。', '欲穷千里目，更上一层楼。', ''].join('\n');
  await choose(page, 'poems.txt', poem.repeat(60));
  const reading = page.getByRole('combobox', { name: 'Read as' });
  await expect(reading).toHaveText('a table');
  await reading.click();
  await page.getByRole('option', { name: 'a text, a row a line' }).click();
  await expect(page.getByRole('combobox', { name: 'Type of text' })).toBeVisible();
  // A plain text has no delimiter and no decimal comma.
  await expect(page.getByRole('combobox', { name: 'Delimiter' })).toHaveCount(0);
  await expect(page.getByRole('cell', { name: '白日依山尽，黄河入海流。' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'poems' })).toBeVisible();
  await page.getByRole('tab', { name: 'Vocabulary' }).click();
  const tokenizer = page.getByRole('combobox', { name: 'Tokenizer' });
  await tokenizer.click();
  await page.getByRole('option', { name: 'characters', exact: true }).click();
  const tokens = page.getByRole('grid', { name: 'Vocabulary' });
  // The comma and the stop come twice as often as any other character.
  await expect(tokens.getByRole('row').nth(1)).toContainText('120');
  await expect(tokens.getByRole('row', { name: /黄/u })).toContainText('60');

  const address = page.url().split('#');
  const id = /data\/([^/?]+)/u.exec(address[1] ?? '')?.[1] ?? '';
  await page.goto(`${address[0] ?? ''}#/models?data=${id}`);
  await expect(page.getByRole('combobox', { name: 'Tokenizer' })).toHaveText(/characters/u);
  await page.getByRole('textbox', { name: 'Tokens given' }).fill('8');
  await page.getByRole('textbox', { name: 'Epochs' }).fill('30');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page).toHaveURL(/#\/training/u);
  await expect(page.getByRole('progressbar', { name: /^completed after 30 epochs/u })).toBeVisible({ timeout: 60_000 });
  await page
    .getByRole('link', { name: /poems-1/u })
    .first()
    .click();
  await page.getByRole('tab', { name: 'Predict' }).click();
  await page.getByRole('textbox', { name: 'Text to go on with' }).fill('白日依山尽，黄河');
  await page.getByRole('textbox', { name: 'Temperature' }).fill('0');
  await page.getByRole('textbox', { name: 'Tokens', exact: true }).fill('4');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await expect(page.getByText('白日依山尽，黄河入海流。')).toBeVisible();
  await expect(page.getByText('4 tokens')).toBeVisible();
  await expectAccessible(page, 'a language model that writes');
});

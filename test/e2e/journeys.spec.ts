/**
 * Five known data sets from a file to a prediction, as a person goes in the window: imported, looked at, built, trained,
 * compared, predicted. What the window shows is held to the data's own figures, to what the run has stored and to what the
 * command line predicts; results must be out of reach for a guess of the commonest class.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { openZip } from '../../main/datasets/files/zip-tree.ts';
import type { Locale } from '../../resources/messages/index.ts';
import { expectAccessible, expectNoRawKeys } from './support/accessible.ts';
import { Journey } from './support/journey.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';

const root = join(import.meta.dirname, '..', '..');
const sample = (name: string): string => join(root, 'resources', 'samples', name);

let app: LaunchedApp;
let folder: string;

async function begin(locale: Locale): Promise<Journey> {
  app = await launchApp('browser', { locale });
  return Journey.begin(app, locale);
}

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athanor-e2e-journey-'));
});

test.afterEach(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(app.foreignRequests).toEqual([]);
});

/** A file of an archive of the samples. */
async function unpacked(archive: string, name: string): Promise<Uint8Array> {
  const tree = await openZip(sample(archive), archive);
  try {
    const file = tree.files.find(({ path }) => path === name);
    if (file === undefined) throw new Error(`${archive} has no ${name}`);
    return await tree.read(file);
  } finally {
    await tree.close();
  }
}

test('from the first sight of the window to two runs of one’s own table compared in at most twelve clicks', async () => {
  const journey = await begin('en');
  const { page } = journey;
  // Semicolons, decimal commas, and a target that stands first, so that it is not the one that is proposed.
  const rows = Array.from({ length: 240 }, (_, index) => {
    const [size, weight] = [(index * 37) % 100, (index * 59) % 100];
    const comma = (value: number): string => (value / 10).toFixed(1).replace('.', ',');
    return `${size + weight > 100 ? 'large' : 'small'};${comma(size)};${comma(weight)};${index % 3 === 0 ? 'east' : 'west'}`;
  });
  const own = join(folder, 'own.csv');
  writeFileSync(own, ['sort;size;weight;place', ...rows, ''].join('\n'));

  await journey.importFile(own);
  await journey.build();
  await journey.showData();
  await journey.select(journey.t('models.target'), /^sort/u);
  const first = await journey.train();
  await journey.openView('models');
  await journey.type(journey.t('option.learningRate'), '0.01');
  const second = await journey.train();
  await journey.compare([first, second], 'training.optimizer.learningRate', ['0.001', '0.01']);
  expect(await journey.clicks()).toBeLessThanOrEqual(12);
  // The two sorts are divided by a line, and are about as many.
  for (const run of [first, second]) expect(run.test?.['accuracy']).toBeGreaterThan(0.9);
  await expect(page).toHaveURL(new RegExp(`runs=${first.id}(?:,|%2C)${second.id}`, 'u'));
});

for (const locale of ['en', 'zh'] as const) {
  test(`titanic (${locale}): who was saved, without what gives it away`, async () => {
    const journey = await begin(locale);
    const { page } = journey;
    await journey.importFile(sample('titanic.csv'));

    // 177 of 891 ages are missing, as pandas counts them.
    const profile = page.getByRole('grid', { name: journey.t('data.profile') });
    await expect(profile.getByRole('row', { name: /\bage\b/u })).toContainText(journey.percent(177 / 891, 2));
    await expect(profile.getByRole('row')).toHaveCount(16);

    await journey.build();
    await journey.showData();
    await journey.select(journey.t('models.target'), /^survived/u);
    await page.getByRole('checkbox', { name: /^alive\b/u }).uncheck();
    const first = await journey.train();
    await journey.openView('models');
    await journey.type(journey.t('option.learningRate'), '0.01');
    const second = await journey.train();
    await journey.compare([first, second], 'training.optimizer.learningRate', ['0.001', '0.01']);
    await expectAccessible(page, 'the comparison');
    await expectNoRawKeys(page, 'the comparison');

    await journey.openPredict(first);
    const [likeliest] = await journey.expectRowPredicted(first, 'survived', {
      pclass: '1',
      sex: 'female',
      age: '29',
      sibsp: '0',
      parch: '0',
      fare: '80',
      embarked: 'S',
      class: 'First',
      who: 'woman',
      adult_male: 'false',
      deck: 'B',
      embark_town: 'Southampton',
      alone: 'true',
    });
    // Of the 94 women of the first class 91 were saved.
    expect(likeliest?.name).toBe('1');
    await page.getByRole('tab', { name: journey.t('runView.overview'), exact: true }).click();
    // 549 of 891 were not saved.
    await journey.expectTested(first, 0.7);
  });

  test(`adult (${locale}): an income from a census, with marks for what is missing`, async () => {
    const journey = await begin(locale);
    const { page } = journey;
    await journey.importFile(join(root, 'test', 'data', 'adult.csv'));

    // As test/data/cut-adult.py counts them.
    const profile = page.getByRole('grid', { name: journey.t('data.profile') });
    await expect(profile.getByRole('row', { name: /\bworkclass\b/u })).toContainText(journey.percent(170 / 3000, 2));
    await page.getByRole('tab', { name: journey.t('data.relations') }).click();
    const balance = page.getByRole('table', { name: journey.t('data.classBalance') });
    await expect(balance.getByRole('row', { name: /<=50K/u })).toContainText(journey.percent(2288 / 3000, 1));

    await journey.build();
    await journey.type(journey.t('models.epochs'), '12');
    const first = await journey.train({ twice: true });
    await journey.openView('models');
    await journey.type(journey.t('models.batchSize'), '128');
    const second = await journey.train();
    await journey.compare([first, second], 'training.batchSize', ['32', '128']);
    await journey.openPredict(second);
    await journey.expectRowPredicted(second, 'income', {
      age: '52',
      workclass: 'Private',
      fnlwgt: '190000',
      education: 'Masters',
      education_num: '14',
      marital_status: 'Married-civ-spouse',
      occupation: 'Exec-managerial',
      relationship: 'Husband',
      race: 'White',
      sex: 'Male',
      capital_gain: '0',
      capital_loss: '0',
      hours_per_week: '50',
      native_country: 'United-States',
    });
    await page.getByRole('tab', { name: journey.t('runView.overview'), exact: true }).click();
    // 2,288 of 3,000 earn no more than 50,000.
    await journey.expectTested(second, 0.79);
  });

  test(`Fashion-MNIST (${locale}): clothes from pictures`, async () => {
    const journey = await begin(locale);
    const { page } = journey;
    await journey.importFile(sample('fashion.npz'));
    await expect(page.getByText(/^1,000 (?:images|张图像)(?:, |，)10 /u)).toBeVisible();

    await journey.build();
    await journey.type(journey.t('models.epochs'), '6');
    const first = await journey.train();
    await journey.openView('models');
    await journey.type(journey.t('option.learningRate'), '0.003');
    const second = await journey.train();
    await journey.compare([first, second], 'training.optimizer.learningRate', ['0.001', '0.003']);

    // A picture of the data, as a person has it: a file, dropped on the window.
    const pixels = await unpacked('fashion.npz', 'images.npy');
    const place = 777;
    const png = sharp(pixels.subarray(pixels.length - 784 * (1000 - place)).subarray(0, 784), {
      raw: { width: 28, height: 28, channels: 1 },
    });
    const path = join(folder, 'garment.png');
    writeFileSync(path, await png.png().toBuffer());
    await journey.openPredict(second);
    await expect(page.getByRole('button', { name: journey.t('predictView.choose', { kind: 'images' }) })).toBeVisible();
    await journey.drop('garment.png', 'image/png', await sharp(path).png().toBuffer());
    await expect(page.getByRole('img', { name: 'garment.png' })).toBeVisible();
    await journey.expectFilePredicted(second, path);
    await page.getByRole('tab', { name: journey.t('runView.overview'), exact: true }).click();
    // Ten classes of a hundred each.
    await journey.expectTested(second, 0.65);
  });

  test(`sms_spam (${locale}): spam from a text`, async () => {
    const journey = await begin(locale);
    const { page } = journey;
    await journey.importFile(sample('sms-spam.tsv'));

    await journey.build();
    // What is proposed begins with the words: 4,000 vectors of 16, 16 units, and 2 classes.
    const parameters = 4000 * 16 + (16 * 16 + 16) + (16 * 2 + 2);
    await journey.type(journey.t('models.epochs'), '4');
    const first = await journey.train();
    await journey.openView('models');
    expect(first.parameterCount).toBe(parameters);
    await journey.type(journey.t('models.epochs'), '6');
    const second = await journey.train();
    await journey.compare([first, second], 'training.epochs', ['4', '6']);

    await journey.openPredict(second);
    const spam = 'URGENT! You have won a 1000 cash prize. Call 09061701461 now to claim your free ticket';
    const [likeliest] = await journey.expectRowPredicted(second, 'Label', { SMS: spam });
    expect(likeliest?.name).toBe('spam');
    const [other] = await journey.expectRowPredicted(second, 'Label', { SMS: 'Will you be home for dinner?' });
    expect(other?.name).toBe('ham');
    await page.getByRole('tab', { name: journey.t('runView.overview'), exact: true }).click();
    // 4,827 of 5,574 are ham: 0.866.
    await journey.expectTested(second, 0.95);
  });

  test(`spoken_digits (${locale}): digits from sounds`, async () => {
    const journey = await begin(locale);
    const { page } = journey;
    await journey.importFile(sample('spoken-digits.zip'));
    await expect(
      page
        .getByRole('listbox', { name: journey.t('sounds.sounds') })
        .getByRole('option')
        .first(),
    ).toBeVisible();

    await journey.build();
    await journey.type(journey.t('models.epochs'), '8');
    const first = await journey.train();
    await journey.openView('models');
    await journey.type(journey.t('models.epochs'), '12');
    const second = await journey.train();
    await journey.compare([first, second], 'training.epochs', ['8', '12']);

    const wave = await unpacked('spoken-digits.zip', 'spoken-digits/7/theo_3.wav');
    const path = join(folder, 'said.wav');
    writeFileSync(path, wave);
    await journey.openPredict(second);
    const choose = journey.button(journey.t('predictView.choose', { kind: 'audio' }));
    await journey.choose(choose, path);
    const [likeliest] = await journey.expectFilePredicted(second, path);
    expect(likeliest?.name).toBe('7');
    // It can be heard.
    const heard = await page.locator('audio').evaluate(async (audio: HTMLAudioElement) => {
      await audio.play();
      await new Promise((resolve) => {
        audio.addEventListener('ended', resolve);
      });
      return audio.duration;
    });
    // 16-bit samples, 8,000 a second, after a header of 44 bytes.
    expect(heard).toBeCloseTo((wave.length - 44) / 2 / 8000, 2);
    await page.getByRole('tab', { name: journey.t('runView.overview'), exact: true }).click();
    // Ten digits, twenty times each.
    await journey.expectTested(second, 0.6);
  });
}

/** A person's way through the window, in either language: its texts are taken from the catalogue, its clicks are counted. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, type FileChooser, type Locator, type Page } from '@playwright/test';
import type { Prediction } from '../../../main/api/contract/index.ts';
import {
  formatMessage,
  type Locale,
  type MessageKey,
  type MessageParameters,
} from '../../../resources/messages/index.ts';
import type { LaunchedApp } from './launch-app.ts';
import { athanorDocument } from './runs.ts';

/** Of a run, what these tests hold the window to. */
export interface RunFacts {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly epochsDone: number;
  readonly parameterCount: number;
  readonly test: Readonly<Record<string, number>> | null;
}

export interface RankedClass {
  readonly name: string;
  readonly probability: number;
}

/** Milliseconds that a training of these tests may take on a slow, busy machine. */
const trainingPatience = 120_000;

export class Journey {
  readonly app: LaunchedApp;
  readonly page: Page;
  readonly locale: Locale;
  /** Files chosen in the system's dialog. */
  #chosen = 0;
  #trained = 0;

  private constructor(app: LaunchedApp, locale: Locale) {
    this.app = app;
    this.page = app.page;
    this.locale = locale;
  }

  static async begin(app: LaunchedApp, locale: Locale): Promise<Journey> {
    // The page itself counts, so that none is forgotten; it is never loaded again on the way.
    await app.page.evaluate(() => {
      const { dataset } = document.documentElement;
      const count = (): void => void (dataset['clicks'] = String(1 + Number(dataset['clicks'] ?? 0)));
      document.addEventListener('pointerdown', count, { capture: true });
    });
    return new Journey(app, locale);
  }

  /** Clicks so far; choosing a file in the system's dialog is one, keys are none. */
  async clicks(): Promise<number> {
    const inPage = await this.page.evaluate(() => Number(document.documentElement.dataset['clicks'] ?? 0));
    return inPage + this.#chosen;
  }

  t(key: MessageKey, parameters?: MessageParameters): string {
    return formatMessage(this.locale, key, parameters);
  }

  /** A reading as the window writes it. */
  reading(value: number): string {
    const digits = { minimumFractionDigits: 4, maximumFractionDigits: 4 };
    return new Intl.NumberFormat(this.locale, digits).format(value);
  }

  percent(share: number, decimals: number): string {
    const text = new Intl.NumberFormat(this.locale, { maximumFractionDigits: decimals }).format(100 * share);
    return this.locale === 'zh' ? `${text}%` : `${text} %`;
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async openView(view: 'data' | 'models' | 'training' | 'experiments' | 'compare'): Promise<void> {
    await this.page
      .getByRole('navigation')
      .getByRole('link', { name: this.t(`view.${view}`) })
      .click();
  }

  /** Presses a button that opens the system's file dialog, and takes a file there. */
  async choose(button: Locator, files: Parameters<FileChooser['setFiles']>[0]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await button.click();
    await (await chooser).setFiles(files);
    this.#chosen += 1;
  }

  async select(field: string, option: string | RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: field, exact: true }).click();
    await this.page.getByRole('option', { name: option }).first().click();
  }

  async type(field: string, text: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: field, exact: true });
    await box.click();
    await box.fill(text);
  }

  /** From the first sight of the window to a data set that is imported and shown. */
  async importFile(path: string): Promise<void> {
    await this.choose(this.button(this.t('home.choose')), path);
    await expect(this.page.getByRole('heading', { name: basename(path) })).toBeVisible();
    await this.button(this.t('data.importNow')).click();
    await expect(this.page.getByRole('link', { name: this.t('data.build') })).toBeVisible({ timeout: 30_000 });
  }

  async build(): Promise<void> {
    await this.page.getByRole('link', { name: this.t('data.build') }).click();
    await expect(this.page.getByRole('listbox', { name: this.t('models.layers') })).toBeVisible({ timeout: 30_000 });
  }

  /** The builder's data: its target and features are asked for beside the first row of the list. */
  async showData(): Promise<void> {
    await this.page
      .getByRole('listbox', { name: this.t('models.layers') })
      .getByRole('option')
      .first()
      .click();
  }

  /** Presses Train and waits until the window says that the run has ended; the run as the command line tells of it. */
  async train({ twice = false } = {}): Promise<RunFacts> {
    const train = this.button(this.t('models.train'));
    await expect(train).toBeEnabled({ timeout: 30_000 });
    if (twice) await train.dblclick();
    else await train.click();
    await expect(this.page).toHaveURL(/#\/training/u);
    await expect(this.page.getByRole('link', { name: this.t('trainingView.open') })).toBeVisible({
      timeout: trainingPatience,
    });
    const [latest, ...others] = athanorDocument(this.app, ['runs', 'list']) as readonly RunFacts[];
    // However often it was pressed, it is one run.
    expect(others.length).toBe(this.#trained);
    this.#trained += 1;
    const run = athanorDocument(this.app, ['runs', 'show', latest?.id ?? '']) as RunFacts;
    expect(run.status).toBe('completed');
    await expect(this.page.getByRole('main').getByText(run.name, { exact: true }).first()).toBeVisible();
    return run;
  }

  async openRun(): Promise<void> {
    await this.page.getByRole('link', { name: this.t('trainingView.open') }).click();
  }

  /** The run's page shows the accuracy that was stored, and it is above what guessing the commonest class gives. */
  async expectTested(run: RunFacts, bar: number): Promise<void> {
    const accuracy = run.test?.['accuracy'] ?? Number.NaN;
    expect(accuracy).toBeGreaterThan(bar);
    const shown = this.page.getByText('test_accuracy', { exact: true }).locator('..');
    await expect(shown).toContainText(this.reading(accuracy));
  }

  /** From the training view, where the second of two runs has ended, to both side by side. */
  async compare(
    runs: readonly [RunFacts, RunFacts],
    differs: string,
    values: readonly [string, string],
  ): Promise<void> {
    const name = this.t('trainingView.compareWith', { name: runs[0].name });
    await this.page.getByRole('link', { name }).click();
    const settings = this.page.getByRole('region', { name: this.t('compareView.settings') }).first();
    await expect(settings.getByRole('row', { name: differs }).getByRole('cell')).toHaveText([...values]);
    const results = this.page.getByRole('region', { name: this.t('compareView.metrics') }).first();
    const cells = results.getByRole('row', { name: 'test_accuracy' }).getByRole('cell');
    for (const [place, run] of runs.entries()) {
      await expect(cells.nth(place)).toContainText(this.reading(run.test?.['accuracy'] ?? Number.NaN));
    }
  }

  async openPredict(run: RunFacts): Promise<void> {
    await this.page.goto(`${this.page.url().split('#')[0] ?? ''}#/runs/${run.id}`);
    await this.page.getByRole('tab', { name: this.t('runView.predict'), exact: true }).click();
  }

  /** Fills the form of a row; what it then shows is, class by class, what `athanor predict` says of the same row. */
  async expectRowPredicted(
    run: RunFacts,
    target: string,
    row: Readonly<Record<string, string>>,
  ): Promise<readonly RankedClass[]> {
    for (const [column, value] of Object.entries(row)) {
      const box = this.page.getByRole('textbox', { name: column, exact: true });
      const choice = this.page.getByRole('combobox', { name: column, exact: true });
      await expect(box.or(choice)).toBeVisible({ timeout: 30_000 });
      if (await box.isVisible()) await box.fill(value);
      else if ((await choice.innerText()).trim() !== value) await this.select(column, new RegExp(`^${value}$`, 'u'));
    }
    const cells = Object.entries(row).flatMap(([column, value]) => ['--value', `${column}=${value}`]);
    const { outputs } = athanorDocument(this.app, ['predict', run.id, ...cells]) as Prediction;
    const [output] = outputs;
    if (output?.kind !== 'classes') throw new Error(`${run.name} does not tell classes`);
    const ranked = likeliestFirst(
      output.classes.map((name, index) => ({ name, probability: output.probabilities[0]?.[index] ?? Number.NaN })),
    );
    await this.#expectClasses(target, ranked);
    return ranked;
  }

  /** The likeliest classes shown of a file are those that `athanor predict` writes of it; they come back, likeliest first. */
  async expectFilePredicted(run: RunFacts, path: string): Promise<readonly RankedClass[]> {
    const ranked = await this.#predictFile(run, path);
    await this.#expectClasses(basename(path), ranked.slice(0, 3));
    return ranked;
  }

  async #expectClasses(of: string, ranked: readonly RankedClass[]): Promise<void> {
    const table = this.page.getByRole('table', { name: this.t('predictView.probabilities', { target: of }) });
    const texts = ranked.map(
      ({ name, probability }) =>
        new RegExp(`^\\s*${escaped(name)}\\s*${escaped(this.percent(probability, 1))}\\s*$`, 'u'),
    );
    // The whole is looked at again until it holds: what is shown at first may be of the row before.
    await expect(table.getByRole('row')).toHaveText(texts, { timeout: 30_000 });
  }

  async #predictFile({ id }: RunFacts, path: string): Promise<readonly RankedClass[]> {
    const folder = await mkdtemp(join(tmpdir(), 'athanor-e2e-predictions-'));
    try {
      const out = join(folder, 'predicted.csv');
      athanorDocument(this.app, ['predict', id, path, '--out', out]);
      const [header = '', row = ''] = (await readFile(out, 'utf8')).trim().split(/\r?\n/u);
      const cells = row.split(',');
      const prefix = 'probability_';
      const classes = header
        .split(',')
        .map((name, index) => ({ name, probability: Number(cells[index]) }))
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, probability }) => ({ name: name.slice(prefix.length), probability }));
      return likeliestFirst(classes);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Drops a file on the window. */
  async drop(name: string, type: string, bytes: Uint8Array): Promise<void> {
    await this.page.evaluate(
      ({ name: fileName, type: mime, base64 }) => {
        const data = new DataTransfer();
        const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([content], fileName, { type: mime }));
        for (const event of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(event, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
      },
      { name, type, base64: Buffer.from(bytes).toString('base64') },
    );
  }
}

function likeliestFirst(classes: readonly RankedClass[]): RankedClass[] {
  return classes.toSorted((one, other) => other.probability - one.probability);
}

/** A text as a pattern that matches it alone. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}

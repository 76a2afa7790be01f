/** The shell: the first visit, both languages and themes in every view, keys, the palette, and a lost connection. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, expectNoRawKeys } from './support/accessible.ts';
import { cutSocket } from './support/cut-socket.ts';
import { expectFits } from './support/fits.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';

let app: LaunchedApp;

test.afterEach(async () => {
  await app.stop();
});

/** Trains the shipped iris example from the first page, as a newcomer would. */
async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Begin|开始)$/u }).click();
  await expect(page).toHaveURL(/#\/training$/u);
  await go(page, 'home');
  const row = page
    .getByRole('grid', { name: /Recent runs|最近的运行/u })
    .getByRole('row')
    .nth(1);
  await expect(row).toContainText(/accuracy\s+(0\.\d{4}|1\.0000)/u);
}

async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${path}`);
}

test('the first page starts the iris example in one click', async () => {
  app = await launchApp('browser');
  const { page } = app;
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  // The token is not left where a screen would show it.
  await expect(page).toHaveURL(/#\/home$/u);
  await expect(page.getByRole('heading', { name: 'Train your first network' })).toBeVisible();
  await expectAccessible(page, 'first page');
  await begin(page);
  await expect(page.getByRole('complementary').getByRole('link', { name: /iris/u })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Recent runs' })).toBeVisible();
  // A breach of the content security policy would be one of them.
  expect(errors).toEqual([]);
});

/** As long as they can be, without a space to break at, with emoji of several code points, and from right to left. */
const extreme = `an_extremely_long_name_without_any_space_${'👩‍🔬'.repeat(20)} ${'تجربة طويلة جدا '.repeat(4)}`;

/** The one run and its data set get names that are hard to fit in, and the run a tag. */
async function giveExtremeNames(page: Page): Promise<{ readonly run: string; readonly data: string }> {
  const runPath = await page.getByRole('grid').getByRole('row').nth(1).getByRole('link').getAttribute('href');
  const dataPath = await page.getByRole('complementary').getByRole('link', { name: /iris/u }).getAttribute('href');
  const [run, data] = [runPath, dataPath].map((path) => path?.split('/').at(-1) ?? '');
  for (const path of [`runs/${run ?? ''}`, `data/${data ?? ''}`]) {
    await go(page, path);
    await page.getByRole('button', { name: /^(Rename|重命名)/u }).click();
    await page.getByRole('textbox', { name: /^(Name|名称|运行名称|数据集名称)/u }).fill(extreme);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('an_extremely_long_name');
  }
  await go(page, `runs/${run ?? ''}`);
  await page.getByRole('textbox', { name: /^(Add a tag|添加标签)$/u }).fill('标签'.repeat(30));
  await page.keyboard.press('Enter');
  return { run: run ?? '', data: data ?? '' };
}

// Every language and every theme: words do not hang on colours, nor colours on words.
for (const locale of ['en', 'zh'] as const) {
  test(`every view is accessible and worded, and fits a small window, ${locale}`, async () => {
    test.setTimeout(300_000);
    app = await launchApp('browser', { locale, viewport: { width: 1024, height: 700 } });
    const { page } = app;
    await expectNoRawKeys(page, 'first page');
    await begin(page);
    const { run: id, data } = await giveExtremeNames(page);
    const views = [
      'home',
      'data',
      `data/${data}`,
      ...['rows', 'relations', 'sql', 'about'].map((tab) => `data/${data}?tab=${tab}`),
      'data/import',
      'models',
      'models?as=canvas',
      'models?as=recipe',
      'models?as=json',
      'training',
      'experiments',
      `runs/${id}`,
      `runs/${id}?tab=model`,
      `runs/${id}?tab=model&as=table`,
      ...['system', 'mistakes', 'predict', 'settings', 'data', 'log', 'versions'].map((tab) => `runs/${id}?tab=${tab}`),
      `compare?runs=${id}`,
      'settings',
      'help',
      'help/results',
      'gallery',
      'nowhere',
    ];
    for (const view of views) {
      await go(page, view);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      // Until the core has answered; the bars of the waiting state name themselves.
      await expect(page.getByRole('status', { name: /^(Loading|加载中)$/u })).toHaveCount(view === 'gallery' ? 1 : 0);
      if (view === 'models') await expect(page.getByRole('button', { name: /^(Train|开始训练)$/u })).toBeEnabled();
      await expectNoRawKeys(page, `${view} ${locale}`);
      await expectFits(page, `${view} ${locale}`);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page, `${view} ${locale} ${colorScheme}`);
      }
    }
    await go(page, 'home');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, 'palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoRawKeys(page, 'keys');
    await expectAccessible(page, 'keys');
  });
}

test('language, theme and density change at once and are remembered', async () => {
  app = await launchApp('browser');
  const { page } = app;
  await go(page, 'settings');
  await page.getByRole('radio', { name: '中文' }).click();
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('contentinfo')).toContainText('仅限本机');
  const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('radio', { name: '深色' }).click();
  expect(await background()).not.toBe(light);
  await page.getByRole('radio', { name: '宽松' }).click();
  await page.reload();
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible();
  expect(await background()).not.toBe(light);
  await expect(page.getByRole('radio', { name: '宽松' })).toBeChecked();
});

test('everything is reached by keys', async () => {
  app = await launchApp('browser');
  const { page } = app;
  await begin(page);
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('heading', { level: 1, name: 'Data sets' })).toBeVisible();
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('iris');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.getByRole('combobox').fill('experiments');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Experiments' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such thing');
  await expect(page.getByText('Nothing fits “no such thing”.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // F6 goes round the panels: never stuck, back where it began.
  const place = (): Promise<string> =>
    page.evaluate(() => {
      const panel = document.activeElement?.closest('aside, nav, main, footer');
      return `${panel?.tagName ?? ''} ${panel?.getAttribute('aria-label') ?? ''}`;
    });
  await page.keyboard.press('F6');
  const first = await place();
  const seen = [first];
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('F6');
    const next = await place();
    if (next === first) break;
    seen.push(next);
  }
  expect(await place()).toBe(first);
  expect(seen.length).toBeGreaterThan(1);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'All keys' })).toBeVisible();
});

test('a lost connection is said, keeps what is on screen, and comes back by itself', async () => {
  app = await launchApp('browser');
  const { page } = app;
  await begin(page);
  const socket = await cutSocket(page);
  await page.reload();
  const runs = page.getByRole('grid', { name: 'Recent runs' });
  await expect(runs.getByRole('row')).toHaveCount(2);
  socket.refuse(true);
  await socket.cut();
  await expect(page.getByRole('alert').filter({ hasText: 'Athanor does not answer.' })).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('Not connected');
  await expect(runs.getByRole('row')).toHaveCount(2);
  await expectAccessible(page, 'lost connection');
  const before = socket.refusals;
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect.poll(() => socket.refusals).toBeGreaterThan(before);
  socket.refuse(false);
  await expect(page.getByText('Athanor does not answer.')).toHaveCount(0);
  await expect(page.getByRole('contentinfo')).toContainText('All saved');
  // It works again, not only says so.
  await go(page, 'settings');
  await expect(page.getByRole('grid', { name: 'Engines' }).getByRole('row', { name: /onnxruntime/u })).toContainText(
    'ready',
  );
});

test('a window without the token says that it cannot connect', async () => {
  app = await launchApp('browser');
  const { page } = app;
  await page.evaluate(() => {
    sessionStorage.clear();
  });
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('Athanor does not answer.');
});

for (const [width, height] of [
  [1440, 900],
  [1024, 700],
] as const) {
  test(`nothing is cut off or scrolls sideways at ${width} × ${height}`, async () => {
    app = await launchApp('browser', { viewport: { width, height } });
    const { page } = app;
    await begin(page);
    for (const view of ['home', 'data', 'models', 'training', 'experiments', 'settings', 'gallery']) {
      await go(page, view);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(view === 'gallery' ? 1 : 0);
      const beyond = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a[href], input, h1')]
          .filter(
            (element) => element.offsetParent !== null && element.closest('[role="grid"], .visually-hidden') === null,
          )
          .filter((element) => {
            const { left, right } = element.getBoundingClientRect();
            return left < -0.5 || right > innerWidth + 0.5;
          })
          .map((element) => element.outerHTML.slice(0, 120)),
      );
      expect(beyond, view).toEqual([]);
    }
  });
}

/** Two windows on one folder: what is done in one is seen in the other, also after a break; the help, and news of runs. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { cutSocket } from './support/cut-socket.ts';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';
import { trainIris } from './support/runs.ts';

let app: LaunchedApp;

test.afterEach(async () => {
  await app.stop();
});

async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${path}`);
}

/** A second window, as a person opens one from the first: with the token that the first one keeps. */
async function openSecond(page: Page): Promise<Page> {
  const kept = await page.evaluate(() =>
    Object.keys(sessionStorage).map((key): [string, string] => [key, sessionStorage.getItem(key) ?? '']),
  );
  const second = await page.context().newPage();
  await second.addInitScript((entries) => {
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, kept);
  await second.goto(page.url());
  return second;
}

async function rename(page: Page, name: string): Promise<void> {
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name of the run' }).fill(name);
  await page.keyboard.press('Enter');
}

test('two windows on one folder stay in step, and a break is made up for', async () => {
  app = await launchApp('browser');
  const first = app.page;
  const [run] = trainIris(app, [{}]);
  const socket = await cutSocket(first);
  await first.reload();
  const second = await openSecond(first);
  await go(first, `runs/${run?.id ?? ''}`);
  await go(second, 'experiments');
  const row = second.getByRole('row', { name: /iris|一次/u }).last();
  await expect(row).toContainText('iris-1');
  await expect(first.getByText('test_accuracy', { exact: true })).toBeVisible();

  // Renamed in one, seen in the other; more than a line holds, right to left and pictures included.
  const name = /^第一次 🌸 تجربة long long/u;
  await rename(first, `第一次 🌸 تجربة ${'long '.repeat(100)}`);
  await expect(second.getByTitle(name).first()).toBeVisible();
  await expect(first.getByRole('heading', { level: 1 })).toContainText('第一次');
  const beyond = await first.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);

  // Deleted in one while the other looks at it.
  await second.getByRole('grid').focus();
  await second.keyboard.press('Home');
  await second.keyboard.press('Delete');
  await expect(first.getByText(/was deleted/u)).toBeVisible();
  await first.getByRole('button', { name: 'Restore it' }).click();
  await expect(first.getByText('test_accuracy', { exact: true })).toBeVisible();
  await expect(second.getByTitle(name).first()).toBeVisible();

  // A view that is saved in one is offered in the other.
  await second.getByRole('button', { name: 'Views', exact: true }).click();
  await second.getByRole('menuitem', { name: 'Save as a new view…' }).click();
  await second.getByRole('textbox', { name: 'Name of the view' }).fill('seen in both');
  await second.keyboard.press('Enter');
  await expect(second).toHaveURL(/view=/u);
  await go(first, 'experiments');
  await first.getByRole('button', { name: 'Views', exact: true }).click();
  await expect(first.getByRole('menuitemradio', { name: 'seen in both' })).toBeVisible();
  await first.keyboard.press('Escape');
  await go(first, `runs/${run?.id ?? ''}`);
  await expect(first.getByText('test_accuracy', { exact: true })).toBeVisible();

  // What happened during a break is there after it.
  socket.refuse(true);
  await socket.cut();
  await expect(first.getByRole('alert').filter({ hasText: 'Athanor does not answer.' })).toBeVisible();
  await go(second, `runs/${run?.id ?? ''}`);
  await expect(second.getByText('test_accuracy', { exact: true })).toBeVisible();
  await rename(second, 'while the other was away');
  await expect(second.getByRole('heading', { level: 1 })).toContainText('while the other was away');
  socket.refuse(false);
  await expect(first.getByRole('heading', { level: 1 })).toContainText('while the other was away');
});

test('a run that ends elsewhere is told of, and the help explains', async () => {
  app = await launchApp('browser');
  const { page } = app;
  await go(page, 'experiments');
  await expect(page.getByText('No run yet')).toBeVisible();
  trainIris(app, [{ 'training.epochs': '3' }]);
  const news = page.getByRole('status').filter({ hasText: /“iris-1” completed: test_accuracy \d/u });
  await expect(news).toBeVisible();
  await news.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('iris-1');

  await page.getByRole('link', { name: 'Help: Reading a result' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Reading a result' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Search the help' }).fill('overfitting');
  await expect(page.getByText(/^\d+ pages$/u)).toBeVisible();
  await page.getByRole('link', { name: /^Terms/u }).click();
  await expect(page.getByRole('cell', { name: 'learning the training rows by heart' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Search the help' }).fill('');
  await go(page, 'home');
  await page.keyboard.press('F1');
  await expect(page.getByRole('heading', { level: 2, name: 'First steps' })).toBeVisible();
});

test('the tour leads from nothing to a prediction, and waits for what the person does', async () => {
  app = await launchApp('browser');
  const { page } = app;
  await page.getByRole('button', { name: 'Show me around' }).click();
  const card = page.getByRole('region', { name: 'Tour' });
  await expect(card).toContainText('Step 1 of 5');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('iris');
  const next = card.getByRole('button', { name: 'Next' });
  await next.click();
  await expect(card).toContainText('Goes on when you have pressed Train.');
  await expect(next).toBeDisabled();
  // It goes on after a reload, and knows the way back.
  await page.reload();
  await go(page, 'settings');
  await card.getByRole('button', { name: 'Back to this step' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(card).toContainText('Step 3 of 5');
  await next.click();
  await expect(page.getByText('test_accuracy', { exact: true })).toBeVisible();
  await expectAccessible(page, 'tour');
  await next.click();
  await expect(page.getByRole('table', { name: 'Probabilities of species' })).toBeVisible();
  await card.getByRole('button', { name: 'Finish' }).click();
  await expect(card).toHaveCount(0);
});

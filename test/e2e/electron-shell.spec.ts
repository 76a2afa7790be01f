/** What only a running Electron can show: the sandbox, the guards and the port, in the real thing. */
import { expect, test } from '@playwright/test';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';

let app: LaunchedApp | undefined;

test.describe.configure({ mode: 'default' });

test.afterEach(async () => {
  await app?.stop();
  app = undefined;
});

test('the window is served from the bundle and talks to the core', async () => {
  app = await launchApp('electron');
  expect(app.page.url()).toMatch(/^app:\/\/bundle\//u);
  // The status bar is filled by a call to the core.
  await expect(app.page.getByRole('navigation').first()).toBeVisible();
});

test('the page has no Node, and of Electron two functions', async () => {
  app = await launchApp('electron');
  const seen = await app.page.evaluate(() => ({
    require: typeof (globalThis as { require?: unknown }).require,
    process: typeof (globalThis as { process?: unknown }).process,
    bridge: Object.keys((globalThis as unknown as { athanor: object }).athanor).sort(),
  }));
  expect(seen).toEqual({ require: 'undefined', process: 'undefined', bridge: ['pathOf', 'requestPort'] });
});

test('nothing leaves: no request, no window, no other page, no permission', async () => {
  app = await launchApp('electron');
  const { page } = app;
  const address = page.url();
  const outcome = await page.evaluate(async () => ({
    request: await fetch('https://example.com/').then(
      () => 'answered',
      () => 'refused',
    ),
    window: window.open('https://example.com/') === null ? 'refused' : 'opened',
    notification: await Notification.requestPermission(),
    microphone: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'refused',
    ),
  }));
  expect(outcome).toEqual({ request: 'refused', window: 'refused', notification: 'denied', microphone: 'refused' });
  await page.evaluate(() => {
    window.location.href = 'https://example.com/';
  });
  await page.waitForTimeout(500);
  expect(page.url()).toBe(address);
});

/** Athanor reaches nothing but this machine's loopback: every socket of every process is watched while it is used. */
import { expect, test } from '@playwright/test';
import { launchApp, type LaunchedApp } from './support/launch-app.ts';
import { watchSockets } from './support/socket-watch.ts';

let app: LaunchedApp | undefined;

test.afterEach(async () => {
  await app?.stop();
  app = undefined;
});

test('no process of the app opens a socket beyond loopback', async () => {
  app = await launchApp('browser');
  const watch = watchSockets(app.mark);
  await expect(app.page.getByRole('navigation').first()).toBeVisible();
  for (const link of await app.page.getByRole('navigation').first().getByRole('link').all()) {
    await link.click();
    await app.page.waitForTimeout(300);
  }
  const report = watch.stop();
  // The watch itself must have seen the server's processes and Chromium's, and the socket between them.
  expect(report.processes.length).toBeGreaterThanOrEqual(2);
  expect(report.sockets).toBeGreaterThan(0);
  expect(report.foreign).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});

/** Athanor reaches nothing but this machine's loopback: every socket of every process is watched while it is used. */
import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../scripts/test/run-command.ts';
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
  // A training process and a data process belong to it too; the command line works through the app's local socket.
  const trained = await runCommand(
    process.execPath,
    ['bin/athanor.mjs', 'train', 'iris', '--json', '--data', app.dataFolder],
    { env: { ATHANOR_TEST_MARK: app.mark } },
  );
  expect(trained.status, trained.output).toBe(0);
  const report = watch.stop();
  // The watch itself must have seen the server's processes and Chromium's, and the socket between them.
  expect(report.processes.length).toBeGreaterThanOrEqual(2);
  expect(report.sockets).toBeGreaterThan(0);
  expect(report.foreign).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});

test('the watch sees a socket that is bound on every address', async () => {
  const mark = crypto.randomUUID();
  const watch = watchSockets(mark);
  const program =
    "const s = require('node:dgram').createSocket('udp4'); s.bind(0, '0.0.0.0', () => console.log('bound'));";
  const child = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ATHANOR_TEST_MARK: mark },
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const report = watch.stop();
  child.kill();
  expect(report.foreign).toMatchObject([expect.stringMatching(/udp 0\.0\.0\.0:\d+/u)]);
});

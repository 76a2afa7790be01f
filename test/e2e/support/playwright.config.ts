/** Playwright: the end-to-end tests, one at a time, in the Chromium that scripts/test/chromium.ts found. */
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const root = join(import.meta.dirname, '..', '..', '..');

export default defineConfig({
  testDir: join(root, 'test', 'e2e'),
  outputDir: join(root, 'test-results'),
  // Training takes both cores of a small machine.
  workers: 1,
  fullyParallel: false,
  // A test that passes the second time has still failed once.
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { trace: 'off', screenshot: 'off', video: 'off' },
});

/** Runs the end-to-end tests in a real Chromium and counts them. */
import { join } from 'node:path';
import { ensureChromium } from './chromium.ts';
import { add, nothing, refuseSilentSkips, type Failed, type Outcome } from './outcome.ts';
import { readReport } from './report.ts';
import { runCommand } from './run-command.ts';

/** The part of Playwright's JSON report that we read. */
export interface PlaywrightReport {
  suites: PlaywrightSuite[];
  errors: { message?: string }[];
}

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs: {
    title: string;
    tests: {
      status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      annotations: { type: string; description?: string }[];
      results: { error?: { message?: string } }[];
    }[];
  }[];
}

export async function runPlaywright(folder: string): Promise<Outcome> {
  const chromium = await ensureChromium();
  if (chromium.path === null) return withoutBrowser(chromium.reason);
  const file = join(folder, 'playwright.json');
  const { status } = await runCommand(
    process.execPath,
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config',
      'test/e2e/support/playwright.config.ts',
      '--reporter=list,json',
    ],
    { show: true, env: { ATHANOR_CHROMIUM: chromium.path, PLAYWRIGHT_JSON_OUTPUT_FILE: file } },
  );
  const report = readReport(file) as PlaywrightReport | null;
  if (report === null) return unexplained(status);
  const outcome = tallyPlaywright(report);
  return status !== 0 && outcome.failed.length === 0 ? add(outcome, unexplained(status)) : outcome;
}

/** Under CI a missing browser is a failure: nobody reads a skip there. */
export function withoutBrowser(reason: string, env: NodeJS.ProcessEnv = process.env): Outcome {
  const name = 'end-to-end tests';
  return env.CI === 'true'
    ? { ...nothing, failed: [{ name, message: reason }] }
    : { ...nothing, skipped: [{ name, reason }] };
}

export function tallyPlaywright(report: PlaywrightReport): Outcome {
  const failed: Failed[] = report.errors.map(({ message }) => ({ name: 'playwright', message: message ?? '' }));
  return report.suites.reduce<Outcome>((total, suite) => add(total, tallySuite(suite, [])), { ...nothing, failed });
}

function tallySuite(suite: PlaywrightSuite, path: readonly string[]): Outcome {
  const here = [...path, suite.title];
  let total = nothing;
  for (const spec of suite.specs) {
    for (const test of spec.tests) {
      const name = [...here, spec.title].join(' › ');
      if (test.status === 'expected') total = add(total, { ...nothing, passed: 1 });
      else if (test.status === 'skipped') {
        const note = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
        total = add(total, refuseSilentSkips([{ name, reason: note?.description }]));
      } else {
        const message = test.results.find(({ error }) => error !== undefined)?.error?.message ?? test.status;
        total = add(total, { ...nothing, failed: [{ name, message }] });
      }
    }
  }
  return (suite.suites ?? []).reduce<Outcome>((sum, inner) => add(sum, tallySuite(inner, here)), total);
}

function unexplained(status: number | null): Outcome {
  const message = `it ended with status ${status ?? 'none'} and no failed test`;
  return { ...nothing, failed: [{ name: 'playwright', message }] };
}

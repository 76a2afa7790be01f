/** Runs the unit and conformance tests and counts them. */
import { join } from 'node:path';
import { add, nothing, refuseSilentSkips, type Outcome } from './outcome.ts';
import { readReport } from './report.ts';
import { runCommand } from './run-command.ts';
import type { VitestReport } from './vitest-reporter.ts';

export async function runVitest(folder: string): Promise<Outcome> {
  const file = join(folder, 'vitest.json');
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'vitest-reporter.ts')}`];
  const { status } = await runCommand(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters], {
    show: true,
    env: { ATHANOR_TEST_REPORT: file },
  });
  const report = readReport(file) as VitestReport | null;
  if (report === null) return unexplained(status);
  const outcome = add({ ...nothing, passed: report.passed, failed: report.failed }, refuseSilentSkips(report.skipped));
  return status !== 0 && outcome.failed.length === 0 ? add(outcome, unexplained(status)) : outcome;
}

function unexplained(status: number | null): Outcome {
  return {
    ...nothing,
    failed: [{ name: 'vitest', message: `it ended with status ${status ?? 'none'} and no failed test` }],
  };
}

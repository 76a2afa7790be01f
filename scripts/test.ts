/**
 * `npm test`: every check and every test, counted truthfully; the last line is `N passed, N failed, N skipped`.
 * `npm test -- lint unit` runs only the named ones.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheCompilation } from './project-node.mjs';
import { checks, runChecks } from './test/checks.ts';
import { add, nothing, summaryLine, type Outcome } from './test/outcome.ts';
import { runPlaywright } from './test/playwright.ts';
import { runVitest } from './test/vitest.ts';

process.chdir(join(import.meta.dirname, '..'));
// The tests start hundreds of processes from the same sources.
cacheCompilation();
const reports = mkdtempSync(join(tmpdir(), 'athanor-test-'));
const steps = new Map<string, () => Promise<Outcome>>([
  ['unit', () => runVitest(reports)],
  ['e2e', () => runPlaywright(reports)],
]);

const names = process.argv.slice(2);
const known = [...checks.map(({ name }) => name), ...steps.keys()];
const chosen = (name: string): boolean => names.length === 0 || names.includes(name);
const unknown = names.filter((name) => !known.includes(name));
let total = nothing;
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  total = { ...nothing, failed: unknown.map((name) => ({ name, message: 'no such step' })) };
} else {
  total = add(total, await runChecks(checks.filter(({ name }) => chosen(name))));
  for (const [name, run] of steps) {
    if (chosen(name)) total = add(total, await run());
  }
}
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const { name, reason } of total.skipped) console.log(`skipped: ${name}: ${reason}`);
for (const { name, message } of total.failed) console.log(`FAILED: ${name}: ${message.split('\n')[0] ?? ''}`);
process.exitCode = total.failed.length === 0 ? 0 : 1;
console.log(summaryLine(total));

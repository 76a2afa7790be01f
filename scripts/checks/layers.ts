/** Runs dependency-cruiser's layer rule over a tree and prints each broken rule with what to do instead. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** What the rule is for and what to do instead. */
  readonly comment: string;
  /** The way round, where the rule is broken by a circle of imports. */
  readonly cycle: readonly string[];
}

interface CruiseResult {
  summary: {
    totalCruised: number;
    violations: { from: string; to: string; rule: { name: string }; cycle?: { name: string }[] }[];
    ruleSetUsed: { forbidden: { name: string; comment?: string }[] };
  };
}

const project = join(import.meta.dirname, '..', '..');
const folders = ['main', 'renderer', 'resources', 'scripts', 'bin', 'test'];

export function findViolations(root: string): { modules: number; violations: Violation[] } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(project, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      ...folders.filter((folder) => existsSync(join(root, folder))),
      '--config',
      join(project, '.dependency-cruiser.mjs'),
      '--output-type',
      'json',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30 },
  );
  if (stdout === '') throw new Error(`dependency-cruiser gave no result: ${stderr}`);
  const { summary } = JSON.parse(stdout) as CruiseResult;
  const comments = new Map(summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment ?? '']));
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ from, to, rule, cycle }) => ({
      rule: rule.name,
      from,
      to,
      comment: comments.get(rule.name) ?? '',
      cycle: (cycle ?? []).map(({ name }) => name),
    })),
  };
}

if (import.meta.main) {
  const { modules, violations } = findViolations(project);
  for (const { rule, from, to, comment, cycle } of violations) {
    console.error(`${from} → ${cycle.length > 0 ? cycle.join(' → ') : to}\n  ${rule}: ${comment}`);
  }
  console.log(`${modules} modules, ${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

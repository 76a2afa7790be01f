/** The checks that are one test each: types, style, layers, catalogue, configuration, build. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { add, nothing, type Outcome } from './outcome.ts';
import { runCommand } from './run-command.ts';

export interface Check {
  readonly name: string;
  /** Arguments of Node: the file to run, then its own. */
  readonly command: readonly string[];
}

const module = (...path: string[]) => join('node_modules', ...path);

/** The longest first: they run side by side. */
export const checks: readonly Check[] = [
  { name: 'lint', command: [module('eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0'] },
  { name: 'types', command: [module('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'] },
  {
    name: 'components',
    command: [module('svelte-check', 'bin', 'svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'format', command: [module('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'layers', command: ['scripts/checks/layers.ts'] },
  { name: 'messages', command: ['scripts/checks/messages.ts'] },
  { name: 'layer table', command: ['scripts/checks/layer-table.ts'] },
  { name: 'conformance table', command: ['scripts/checks/conformance-table.ts'] },
  { name: 'files', command: ['scripts/checks/files.ts'] },
  { name: 'lockfile', command: ['scripts/checks/lockfile.ts'] },
  { name: 'installer', command: ['scripts/checks/builder-configuration.ts'] },
  { name: 'build', command: ['scripts/build.ts'] },
];

/** Runs checks, two at a time where there are cores for it: each is one thread that shares nothing with the others. */
export async function runChecks(chosen: readonly Check[]): Promise<Outcome> {
  const waiting = [...chosen];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      outcomes.push(await runCheck(check));
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return outcomes.reduce(add, nothing);
}

/** Runs one check and prints one line, or all that it said where it failed. */
async function runCheck({ name, command }: Check): Promise<Outcome> {
  const start = performance.now();
  const { status, output } = await runCommand(process.execPath, command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status === 0) {
    const last = output.trim().split('\n').at(-1) ?? '';
    console.log(`✓ ${name} (${seconds} s)${name === 'files' ? `: ${last}` : ''}`);
    return { ...nothing, passed: 1 };
  }
  console.log(`✗ ${name} (${seconds} s)\n${output.trimEnd()}`);
  return { ...nothing, failed: [{ name, message: `exit status ${status ?? 'none'}; its output is above` }] };
}

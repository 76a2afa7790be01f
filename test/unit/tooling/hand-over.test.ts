/** The hand-over to the project's Node keeps streams, arguments, signals and the exit status. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProjectNode, shellText } from '../../../scripts/project-node.mjs';

const folder = mkdtempSync(join(tmpdir(), 'athanor-hand-over-'));
const wrapper = join(folder, 'wrapper.mjs');
const inner = join(folder, 'inner.mjs');

beforeAll(() => {
  const project = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'scripts', 'project-node.mjs')).href;
  writeFileSync(
    wrapper,
    `import { handOver } from ${JSON.stringify(project)};
     handOver(${JSON.stringify(pathToFileURL(inner).href)}, process.argv.slice(2));`,
  );
  writeFileSync(
    inner,
    `const [task] = process.argv.slice(2);
     if (task === 'status') process.exit(7);
     if (task === 'abort') process.kill(process.pid, 'SIGKILL');
     if (task === 'echo') process.stdin.on('data', (text) => { console.log(process.argv.slice(3).join('|') + text); process.stdin.pause(); });
     if (task === 'wait') {
       for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log('got ' + signal); process.exit(5); });
       setInterval(() => {}, 1000);
       console.log('ready');
     }`,
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: string[]) {
  const child = spawn(process.execPath, [wrapper, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return { child, ended: once(child, 'close'), output: () => output };
}

describe('the hand-over', () => {
  test('gives back the exit status', async () => {
    const { ended } = start('status');
    expect(await ended).toEqual([7, null]);
  });

  test('passes arguments and both streams through', async () => {
    const { child, ended, output } = start('echo', 'a b', '--flag="x"');
    child.stdin.end('!');
    expect(await ended).toEqual([0, null]);
    expect(output()).toBe('a b|--flag="x"!\n');
  });

  test('ends by the signal that ended the child', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows has no signals');
    const { ended } = start('abort');
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('sends %s on and waits for the answer', async (signal) => {
    const { child, ended, output } = start('wait');
    while (!output().includes('ready')) await once(child.stdout, 'data');
    child.kill(signal);
    expect(await ended).toEqual([5, null]);
    expect(output()).toContain(`got ${signal}`);
  });
});

test('the project’s Node is found', () => {
  expect(findProjectNode()).toMatch(/node(\.exe)?$/u);
});

test('texts are filled in without the catalogue’s machinery', () => {
  expect(shellText('shell.nodeMissing', { version: '20.1.0' })).toContain('20.1.0');
});

/** The browser shell as a process: one line with the address, a second start finds the first, signals end it cleanly. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../experiments/support.ts';

interface Shell {
  readonly child: ChildProcess;
  /** The first line that it prints on standard output. */
  readonly line: Promise<string>;
  readonly ended: Promise<{ code: number | null; error: string }>;
}

function start(folder: string, ...args: string[]): Shell {
  const window = temporaryFolder();
  writeFileSync(join(window, 'index.html'), '<!doctype html><title>Athanor</title>');
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'shell-process.ts'), window, '--data', folder, '--no-open', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'en_US.UTF-8' } },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  let error = '';
  child.stderr.on('data', (piece: Buffer) => (error += piece.toString()));
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (piece: Buffer) => {
      output += piece.toString();
      if (output.includes('\n')) resolve(output.slice(0, output.indexOf('\n')));
    });
    child.once('exit', () => {
      reject(new Error(error));
    });
  });
  line.catch(() => undefined);
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, error }));
  return { child, line, ended };
}

function addressIn(line: string): string {
  return /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/.exec(line)?.[0] ?? '';
}

test('it serves, is found by a second start, and ends on SIGTERM without a trace', async () => {
  const folder = temporaryFolder();
  const first = start(folder);
  const address = addressIn(await first.line);
  expect(address).not.toBe('');
  const page = await fetch(address);
  expect(await page.text()).toContain('<!doctype html>');

  const second = start(folder);
  expect(addressIn(await second.line)).toBe(address);
  expect(await second.ended).toEqual({ code: 0, error: '' });

  first.child.kill('SIGTERM');
  expect(await first.ended).toEqual({ code: 0, error: '' });
  expect(existsSync(join(folder, 'endpoint.json'))).toBe(false);
});

test('what is wrong is said in a sentence, with what to do', async () => {
  const { ended } = start(temporaryFolder(), '--port', 'http');
  const { code, error } = await ended;
  expect(code).toBe(1);
  expect(error).toBe(
    '--port wants a number from 0 to 65535, found “http”.\nLeave it out to have a free port chosen.\n',
  );
});

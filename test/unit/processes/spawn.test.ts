/** Real children: what they answer, how they end, and that none outlives its parent. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError, UserError } from '../../../main/base/errors.ts';
import { spawnChild, type Child, type SpawnOptions } from '../../../main/processes/spawn.ts';
import { testProtocol } from './fixtures/protocol.ts';

const entry = fileURLToPath(new URL('./fixtures/child.ts', import.meta.url));
const parentEntry = fileURLToPath(new URL('./fixtures/parent.ts', import.meta.url));

let folder: string;
let children: Child<typeof testProtocol>[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athanor-processes-'));
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  rmSync(folder, { recursive: true, force: true });
});

function start(options: Partial<SpawnOptions<typeof testProtocol>> = {}): Child<typeof testProtocol> {
  const child = spawnChild({ protocol: testProtocol, entry, node: process.execPath, ...options });
  children.push(child);
  return child;
}

/** Waits until the condition holds; fails by the test's own time limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A dead process stays as a zombie until whoever adopted it takes notice.
  const stat = `/proc/${pid}/stat`;
  return !existsSync('/proc/self/stat') || (existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8')));
}

describe('requests', () => {
  test('are answered, with typed arrays in both directions, many at a time', async () => {
    const child = start();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        child.requests.request('double', { values: Float64Array.of(index, NaN, 0.1) }),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => Float64Array.of(index * 2, NaN, 0.2)));
    await expect(child.requests.request('nothing', {})).resolves.toBeUndefined();
    expect(await child.stop()).toEqual({ kind: 'clean' });
  });

  test('carry megabytes', async () => {
    const values = Float64Array.from({ length: 500_000 }, (_, index) => index);
    const doubled = await start().requests.request('double', { values });
    expect(doubled.length).toBe(500_000);
    expect(doubled[499_999]).toBe(999_998);
  });

  test('report progress in order, before the result', async () => {
    const items: unknown[] = [];
    for await (const item of start().requests.stream('count', { to: 3 })) items.push(item);
    expect(items).toEqual([
      { type: 'progress', progress: { done: 1 } },
      { type: 'progress', progress: { done: 2 } },
      { type: 'progress', progress: { done: 3 } },
      { type: 'result', result: 3 },
    ]);
  });

  test('are cancelled, and settle only when the child has cleaned up', async () => {
    const child = start();
    const file = join(folder, 'marker');
    const controller = new AbortController();
    const waiting = child.requests.request(
      'wait',
      { file },
      {
        signal: controller.signal,
        onProgress: () => {
          controller.abort(new Error('enough'));
        },
      },
    );
    await expect(waiting).rejects.toThrow('enough');
    expect(readFileSync(file, 'utf8')).toBe('cleaned');
    // The child is still good.
    await child.requests.request('nothing', {});
  });

  test('are cancelled by leaving the loop', async () => {
    const file = join(folder, 'marker');
    for await (const item of start().requests.stream('wait', { file })) {
      expect(item).toEqual({ type: 'progress', progress: 'waiting' });
      break;
    }
    expect(readFileSync(file, 'utf8')).toBe('cleaned');
  });

  test('an aborted signal sends nothing', async () => {
    await expect(
      start().requests.request('nothing', {}, { signal: AbortSignal.abort(new Error('before')) }),
    ).rejects.toThrow('before');
  });

  test('fail with the UserError of the child', async () => {
    const error: unknown = await start()
      .requests.request('refuse', {})
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).serialize()).toEqual({
      code: 'test.refused',
      params: { row: 3 },
      path: 'data.target',
      location: { line: 4 },
    });
  });

  test('fail as bugs where the child broke, with its stack, and where params or results are wrong', async () => {
    const { requests } = start();
    const broken: unknown = await requests.request('breakDown', {}).catch((thrown: unknown) => thrown);
    expect(broken).toBeInstanceOf(BugError);
    expect((broken as BugError).message).toContain('a broken promise');
    expect((broken as BugError).stack).toContain('child.ts');
    await expect(requests.request('wrongResult', {})).rejects.toThrow(/wrong result/);
    await expect(requests.request('count', { to: 'three' as never })).rejects.toBeInstanceOf(BugError);
  });

  test('events arrive, in order, until the listener is taken off', async () => {
    const { requests } = start();
    const heard: string[] = [];
    const off = requests.on('said', ({ text }) => heard.push(text));
    await requests.request('announce', { text: 'one' });
    await requests.request('announce', { text: 'two' });
    off();
    await requests.request('announce', { text: 'three' });
    expect(heard).toEqual(['one', 'two']);
  });
});

describe('a child', () => {
  test('gets the environment that it is given, and none that changes Node', async () => {
    const child = start({ env: { ATHANOR_TEST: 'here', NODE_OPTIONS: '--max-http-header-size=100' } });
    expect(await child.requests.request('environment', { name: 'ATHANOR_TEST' })).toBe('here');
    expect(await child.requests.request('environment', { name: 'NODE_OPTIONS' })).toBeNull();
  });

  test('that stops finishes its requests as cancelled, cleans up and ends well', async () => {
    const lines: string[] = [];
    const child = start({ onOutput: (line) => lines.push(line) });
    const file = join(folder, 'marker');
    const begun = Promise.withResolvers<undefined>();
    const waiting = child.requests.request(
      'wait',
      { file },
      {
        onProgress: () => {
          begun.resolve(undefined);
        },
      },
    );
    const outcome = waiting.catch((error: unknown) => error);
    await begun.promise;
    expect(await child.stop()).toEqual({ kind: 'clean' });
    expect(await outcome).toBeInstanceOf(Error);
    expect(readFileSync(file, 'utf8')).toBe('cleaned');
    expect(lines).toContain('disposed');
  });

  test('that does not stop in time is killed', async () => {
    const child = start();
    await child.ready;
    const hanging = child.requests.request('hang', {});
    const failure = expect(hanging).rejects.toMatchObject({ code: 'processes.ended' });
    expect(await child.stop(50)).toEqual({ kind: 'killed' });
    await failure;
  });

  test('that crashes says how, with its last words, and fails its requests', async () => {
    const child = start();
    await expect(child.requests.request('exit', { how: 'crash' })).rejects.toMatchObject({
      code: 'processes.crash',
      params: { process: 'test-child', exitCode: 1 },
    });
    const exit = await child.exited;
    expect(exit).toMatchObject({ kind: 'crash', exitCode: 1 });
    const output = exit.kind === 'crash' ? exit.output.join('\n') : '';
    expect(output).toContain('last words');
    expect(output).toContain('words on standard output');
    expect(output).toContain('uncaught');
    await expect(child.requests.request('nothing', {})).rejects.toMatchObject({ code: 'processes.crash' });
  });

  test('that dies of a signal says which', async () => {
    const child = start();
    await expect(child.requests.request('exit', { how: 'abort' })).rejects.toMatchObject({
      code: 'processes.signal',
      params: { signal: 'SIGABRT' },
    });
    expect(await child.exited).toMatchObject({ kind: 'signal', signal: 'SIGABRT' });
  });

  test('that leaves unasked fails its requests', async () => {
    await expect(start().requests.request('exit', { how: 'clean' })).rejects.toMatchObject({
      code: 'processes.ended',
    });
  });

  test('that writes what is no frame is killed', async () => {
    const child = start();
    await expect(child.requests.request('exit', { how: 'garbage' })).rejects.toThrow(/not a frame/);
    expect(await child.exited).toEqual({ kind: 'killed' });
  });

  test('of another version is refused', async () => {
    const child = start({ protocol: { ...testProtocol, version: 2 } as unknown as typeof testProtocol });
    await expect(child.ready).rejects.toThrow();
    expect((await child.exited).kind).not.toBe('clean');
  });

  test('that cannot start says so', async () => {
    const child = start({ node: join(folder, 'no-such-node') });
    await expect(child.ready).rejects.toMatchObject({ code: 'processes.unstartable' });
    expect(await child.exited).toMatchObject({ kind: 'unstartable' });
    const missing = start({ entry: join(folder, 'missing.ts') });
    await expect(missing.ready).rejects.toMatchObject({ code: 'processes.crash' });
  });

  test('leaves Ctrl-C to its parent', async () => {
    const child = start();
    await child.ready;
    process.kill(child.pid ?? 0, 'SIGINT');
    await child.requests.request('nothing', {});
  });

  test.skipIf(process.platform === 'win32')('ends with a parent that was killed, and cleans up', async () => {
    const file = join(folder, 'marker');
    const parent = spawn(process.execPath, [parentEntry, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
    expect(readFileSync(file, 'utf8')).toBe('cleaned');
  });
});

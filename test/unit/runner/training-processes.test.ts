/** The spare training process: there before it is needed, and gone again where it is not. */
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { TrainingProcesses } from '../../../main/runner/training-processes.ts';

const entry = fileURLToPath(new URL('./fixtures/idle-training.ts', import.meta.url));
/** Numbers of the processes that have started. */
const started: number[] = [];
let processes: TrainingProcesses | null = null;

function open(spareLife?: number): TrainingProcesses {
  started.length = 0;
  processes = new TrainingProcesses({
    nodePath: process.execPath,
    entry,
    onOutput: (line) => started.push(Number(line)),
    ...(spareLife === undefined ? {} : { spareLife }),
  });
  return processes;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

afterEach(async () => {
  await processes?.close(0);
});

test('the first run takes the spare, the second a process of its own', async () => {
  const opened = open();
  opened.warm();
  opened.warm();
  const first = opened.take();
  const second = opened.take();
  expect(first.pid).not.toBe(second.pid);
  await Promise.all([first.ready, second.ready]);
  await vi.waitFor(() => {
    expect(started.toSorted((a, b) => a - b)).toEqual(
      [first.pid, second.pid].toSorted((a, b) => Number(a) - Number(b)),
    );
  });
});

test('a spare that nobody takes ends by itself', async () => {
  open(500).warm();
  await vi.waitFor(
    () => {
      expect(started).toHaveLength(1);
      expect(started.map(isAlive)).toEqual([false]);
    },
    { timeout: 20_000 },
  );
});

test('a spare that was taken lives on', async () => {
  const opened = open(50);
  opened.warm();
  const child = opened.take();
  await child.ready;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(isAlive(child.pid ?? -1)).toBe(true);
});

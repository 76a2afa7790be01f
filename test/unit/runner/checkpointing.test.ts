/** When checkpoints are written, which of them are kept, and what they say of the best epoch. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TensorMap } from '../../../main/graph/tensor.ts';
import { Checkpointing, type BestState } from '../../../main/runner/process/checkpointing.ts';
import type { CheckpointFile } from '../../../main/runner/process/protocol.ts';
import { decodeCheckpoint } from '../../../main/training/checkpoint/checkpoint.ts';

const state: TensorMap = { weight: { dtype: 'float32', shape: [1], data: Float32Array.of(1) } };
const conditions = {
  seed: 0,
  graphHash: 'graph',
  engine: 'reference',
  engineVersion: '1',
  lowering: 'none',
  device: 'cpu',
  threads: 1,
};

interface Bench {
  readonly checkpointing: Checkpointing;
  readonly folder: string;
  readonly clock: { now: number };
}

function open(
  settings: { readonly every: number; readonly keep: number },
  interval: number,
  before: readonly CheckpointFile[] = [],
): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'athanor-checkpoints-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const clock = { now: 0 };
  const checkpointing = new Checkpointing({
    folder,
    interval,
    settings: { ...settings, best: true },
    clock: () => clock.now,
    conditions,
    readState: () => Promise.resolve(state),
    before,
  });
  return { checkpointing, folder, clock };
}

function best(epoch: number): BestState {
  return { epoch, step: epoch * 3, memory: null, value: 1 / epoch, state };
}

const names = (files: readonly CheckpointFile[]): string[] => files.map(({ epoch, reason }) => `${epoch} ${reason}`);

test('every N epochs one is due whatever the clock says, between them by the clock', () => {
  const { checkpointing, clock } = open({ every: 4, keep: 0 }, 1000);
  expect([1, 2, 3, 4, 8].map((epoch) => checkpointing.isDue(epoch))).toEqual([false, false, false, true, true]);
  clock.now = 1000;
  expect(checkpointing.isDue(1)).toBe(true);
  expect(open({ every: 0, keep: 0 }, 1000).checkpointing.isDue(4)).toBe(false);
});

test('the newest periodic ones are kept, the last, and the best of each of them', async () => {
  const { checkpointing } = open({ every: 2, keep: 2 }, 0);
  const write = (epoch: number, bestEpoch: number): Promise<CheckpointFile[]> =>
    checkpointing.write({ epoch, step: epoch * 3, memory: null }, best(bestEpoch));
  expect(names(await write(1, 1))).toEqual(['1 last', '1 best']);
  expect(names(await write(2, 1))).toEqual(['1 best', '2 last', '2 periodic']);
  expect(names(await write(4, 3))).toEqual(['1 best', '2 periodic', '3 best', '4 last', '4 periodic']);
  // Nothing begins at 1 or 2 any more.
  expect(names(await write(6, 3))).toEqual(['3 best', '4 periodic', '6 last', '6 periodic']);
  expect(names(await write(7, 7))).toEqual(['3 best', '4 periodic', '6 periodic', '7 last', '7 best']);
});

test('a best epoch before a resume stays, written once', async () => {
  const first = open({ every: 0, keep: 0 }, 0);
  const before = await first.checkpointing.write({ epoch: 5, step: 15, memory: null }, best(3));
  expect(names(before)).toEqual(['3 best', '5 last']);
  const { checkpointing, folder } = open({ every: 0, keep: 0 }, 0, before);
  expect(checkpointing.epoch).toBe(5);
  expect(names(await checkpointing.write({ epoch: 6, step: 18, memory: null }, best(3)))).toEqual(['3 best', '6 last']);
  // That of epoch 3 is on disk already, in the folder of the run.
  expect(readdirSync(folder)).toEqual(['epoch-000006.safetensors']);
});

test('the best one has what a resume needs', async () => {
  const { checkpointing, folder } = open({ every: 0, keep: 0 }, 0);
  const memory = {
    epochs: 9,
    best: { epoch: 3, value: 1 / 3 },
    reference: 1 / 3,
    since: 0,
    schedule: {},
    learningRate: null,
    lossLimit: null,
  };
  const [file] = await checkpointing.write({ epoch: 4, step: 12, memory }, { ...best(3), memory });
  const { record } = decodeCheckpoint(await readFile(join(folder, file?.file ?? '')), 'best');
  expect(record).toMatchObject({ epoch: 3, step: 9, memory });
});

/**
 * The disk fills up while a run trains: a real file system of little room. The run says so, what was trained before is whole,
 * and once there is room again the run goes on to its end.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import type { RunDetail } from '../../main/api/contract/run-types.ts';
import { decodeCheckpoint } from '../../main/training/checkpoint/checkpoint.ts';
import { AppHost, noProcessList, pause } from './support/app-host.ts';
import { samples, Workspace } from './support/command-line.ts';

const trainingFile = join('main', 'runner', 'process', 'main.ts');

/** Every checkpoint is kept, of 0.8 MB each: weights and Adam's two moments of 67,843 parameters. */
function experiment(epochs: number): Record<string, unknown> {
  return {
    athanor: 1,
    name: 'growing',
    data: { path: 'iris.csv', target: 'species' },
    model: {
      layers: [
        { type: 'dense', units: 256, activation: 'relu' },
        { type: 'dense', units: 256, activation: 'relu' },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    training: {
      loss: 'crossEntropy',
      epochs,
      optimizer: { type: 'adam', learningRate: 0.001 },
      checkpoints: { every: 1, keep: 0 },
    },
  };
}

function mount(folder: string, options: string): string | null {
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

/** A host over a folder on a disk of `megabytes`; skips the test where this user may mount none. */
async function onSmallDisk({ skip }: TestContext, megabytes: number): Promise<{ host: AppHost; data: string }> {
  const place = await Workspace.create();
  onTestFinished(() => place[Symbol.asyncDispose]());
  mkdirSync(place.data, { recursive: true });
  const refusal = mount(place.data, `size=${megabytes}m`);
  if (refusal !== null) skip(`no small disk can be mounted here: ${refusal}`);
  onTestFinished(() => void spawnSync('umount', ['-l', place.data]));
  const host = await AppHost.start(place.data, 0);
  onTestFinished(() => host.stop());
  return { host, data: place.data };
}

/** Every file that the run names is whole, none is left over, and every epoch that it tells of has its points. */
async function expectKept(host: AppHost, data: string, run: RunDetail): Promise<void> {
  const folder = join(data, 'runs', run.id);
  const files = (await readdir(folder)).filter((name) => name !== 'prepared.json');
  expect(files.toSorted()).toEqual(
    [...new Set(run.checkpoints.map(({ epoch }) => `epoch-${String(epoch).padStart(6, '0')}.safetensors`))].toSorted(),
  );
  for (const file of files) {
    const { record } = decodeCheckpoint(await readFile(join(folder, file)), file);
    expect(record.epoch).toBeLessThanOrEqual(run.epochsDone);
  }
  for (const { metric, values } of await host.client.runs.series({ runs: [run.id] })) {
    expect([metric, values.length]).toEqual([metric, run.epochsDone]);
  }
  const database = new BetterSqlite3(join(data, 'athanor.db'), { readonly: true });
  expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  database.close();
}

describe('the disk fills up while a run trains', { timeout: 120_000 }, () => {
  test('by its checkpoints: it fails by name, and is resumed after room is made', async (context) => {
    const { host, data } = await onSmallDisk(context, 24);
    const epochs = 60;
    const { id } = await host.client.runs.submit({ experiment: experiment(epochs), folder: samples });
    const failed = await host.reached(id, Number.POSITIVE_INFINITY);
    // The last room is taken by a checkpoint, or by what the store writes of its epoch.
    expect(failed.status).toBe('failed');
    expect(failed.error?.code).toMatch(/^(?:runner|experiments)\.diskFull$/u);
    const kept = failed.checkpoints.at(-1)?.epoch ?? 0;
    expect(kept).toBeGreaterThan(5);
    expect(failed.epochsDone).toBeGreaterThanOrEqual(kept);
    if (failed.error?.code === 'runner.diskFull') expect(failed.error.params).toEqual({ epoch: kept + 1, kept });
    await expectKept(host, data, failed);

    expect(mount(data, 'remount,size=200m')).toBeNull();
    await host.client.runs.resume({ id });
    const done = await host.reached(id, Number.POSITIVE_INFINITY);
    expect(done).toMatchObject({ status: 'completed', epochsDone: epochs, error: null });
    await expectKept(host, data, done);
  });

  test('by something else, to the last byte: nothing recorded is lost, and it is resumed after room is made', async (context) => {
    context.skip(noProcessList !== null, noProcessList ?? '');
    const { host, data } = await onSmallDisk(context, 64);
    const epochs = 250;
    const { id } = await host.client.runs.submit({
      experiment: { ...experiment(epochs), training: { loss: 'crossEntropy', epochs } },
      folder: samples,
    });
    await host.reached(id, 5);
    const ballast = join(data, 'ballast');
    fill(ballast);
    // The process ends, because nothing that it does could be kept; the store may have room for that, or none.
    while (host.children(trainingFile).length > 0) await pause(20);
    const told = await host.client.runs.get({ id });

    rmSync(ballast);
    const failed = await host.reached(id, Number.POSITIVE_INFINITY);
    expect(failed).toMatchObject({ status: 'failed', epochsDone: told.epochsDone });
    expect(failed.error?.code).toMatch(/^(?:experiments|runner)\.diskFull$/u);
    await expectKept(host, data, failed);
    await host.client.runs.resume({ id });
    const done = await host.reached(id, Number.POSITIVE_INFINITY);
    expect(done).toMatchObject({ status: 'completed', epochsDone: epochs, error: null });
    await expectKept(host, data, done);
  });
});

/** Takes all the room there is. */
function fill(file: string): void {
  const piece = Buffer.alloc(4096);
  try {
    for (;;) writeFileSync(file, piece, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

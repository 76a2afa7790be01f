/**
 * `kill -9` at twenty different moments, of the whole app and of the training process alone: the database stays sound,
 * statuses tell the truth, finished epochs are kept, and no process or temporary file is left.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { RunDetail } from '../../main/api/contract/run-types.ts';
import { decodeCheckpoint } from '../../main/training/checkpoint/checkpoint.ts';
import { allGone, AppHost, noProcessList, pause } from './support/app-host.ts';
import { samples, Workspace } from './support/command-line.ts';

const trainingFile = join('main', 'runner', 'process', 'main.ts');
/** Long enough that nobody waits for its end. */
const epochs = 500_000;

const experiment = {
  athanor: 1,
  name: 'long',
  data: { path: 'iris.csv', target: 'species' },
  model: {
    layers: [
      { type: 'dense', units: 64, activation: 'relu' },
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
  },
  training: { loss: 'crossEntropy', epochs },
};

/** Moments by a fixed rule: spread over start, compilation, epochs and checkpoints, and the same every time. */
const moments = Array.from({ length: 20 }, (_, index) => ({
  index,
  victim: index % 2 === 0 ? ('app' as const) : ('training process' as const),
  /** Milliseconds after the submission was answered, or after the first epoch. */
  after: Math.round(((index * 7919) % 1000) * 0.8),
  from: index % 4 < 2 ? ('submission' as const) : ('first epoch' as const),
}));

describe('kill -9', { timeout: 300_000 }, () => {
  test('of the app or of the training process, at twenty moments', async ({ skip }) => {
    skip(noProcessList !== null, noProcessList ?? '');
    await using place = await Workspace.create();
    let host = await AppHost.start(place.data, 50);
    try {
      for (const { index, victim, after, from } of moments) {
        const label = `kill ${index}: ${victim}, ${after} ms after ${from}`;
        const submitted = await host.client.runs.submit({ experiment, folder: samples });
        if (from === 'first epoch') await host.reached(submitted.id, 1);
        await pause(after);
        const known = await host.client.runs.get({ id: submitted.id });
        const children = await trainingProcesses(host);

        if (victim === 'app') {
          const all = [...children, ...host.children('process')];
          await host.kill();
          expect(await allGone(all, 10_000), `${label}: no orphan`).toBe(true);
          assertSound(join(place.data, 'athanor.db'));
          host = await AppHost.start(place.data, 50);
          const run = await host.client.runs.get({ id: submitted.id });
          if (known.status === 'queued' && ['queued', 'running'].includes(run.status)) {
            // It had not begun: whoever queued it still wants it, and it goes on now.
            await host.client.runs.stop({ id: run.id });
          } else {
            expect(run.status, label).toBe('interrupted');
            await assertKept(host, place.data, known, run, label);
          }
        } else {
          for (const pid of children) process.kill(pid, 'SIGKILL');
          const run = await settled(host, submitted.id);
          expect(run.status, label).toBe('failed');
          expect(run.error?.code, label).toMatch(/^(runner\.processDied|processes\.)/u);
          await assertKept(host, place.data, known, run, label);
        }
      }
    } finally {
      await host.stop();
    }
    assertSound(join(place.data, 'athanor.db'));
    const files = await place.files();
    expect(files.filter((file) => /\.tmp|unfinished|removed/u.test(file))).toEqual([]);
  });
});

/** There is one as soon as a run has been submitted, or very soon after. */
async function trainingProcesses(host: AppHost): Promise<number[]> {
  for (;;) {
    const found = host.children(trainingFile);
    if (found.length > 0) return found;
    await pause(5);
  }
}

async function settled(host: AppHost, id: string): Promise<RunDetail> {
  return host.reached(id, Number.POSITIVE_INFINITY);
}

function assertSound(file: string): void {
  const database = new BetterSqlite3(file, { readonly: true });
  try {
    expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(database.pragma('foreign_key_check')).toEqual([]);
  } finally {
    database.close();
  }
}

/** What was told before the kill is still there, points and epochs agree, and every checkpoint named can be read. */
async function assertKept(
  host: AppHost,
  data: string,
  before: RunDetail,
  after: RunDetail,
  label: string,
): Promise<void> {
  expect(after.epochsDone, label).toBeGreaterThanOrEqual(before.epochsDone);
  for (const { metric, start, values } of await host.client.runs.series({ runs: [after.id] })) {
    expect([metric, start, values.length], label).toEqual([metric, 1, after.epochsDone]);
  }
  const folder = join(data, 'runs', after.id);
  // A dead training process leaves its run to be tidied by main, right after its status is told.
  const list = async (): Promise<string[]> =>
    existsSync(folder) ? (await readdir(folder)).filter((file) => file !== 'prepared.json') : [];
  await expect
    .poll(async () => (await list()).length, { timeout: 5000, message: label })
    .toBe(after.checkpoints.length);
  const files = await list();
  for (const file of files) {
    const { record } = decodeCheckpoint(await readFile(join(folder, file)), file);
    expect(record.epoch, label).toBe(after.checkpoints[0]?.epoch);
    expect(record.epoch, label).toBeLessThanOrEqual(after.epochsDone);
  }
}

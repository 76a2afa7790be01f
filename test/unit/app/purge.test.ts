/** Deleting for good: what is offered goes, with its files and its room; what must stay stays. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { folderPaths } from '../../../main/app/data-folder.ts';
import { noRules } from '../../../main/app/disk/keep-rules.ts';
import { keepByRules, listPurgeable, purge, readKeepRules, writeKeepRules } from '../../../main/app/disk/purge.ts';
import { RunReaders } from '../../../main/app/disk/run-readers.ts';
import type { PurgeServices } from '../../../main/app/disk/purge.ts';
import { createIrisRun, engineStart, openTestStore, temporaryFolder } from '../experiments/support.ts';

const day = 86_400_000;

interface Bench extends PurgeServices {
  readonly readers: RunReaders;
  readonly clock: { now: number };
  /** A run that has ended, with files. */
  readonly train: (seed: number, loss: number, epochs?: number) => string;
  readonly fileOf: (id: string, name?: string) => string;
}

function openBench(): Bench {
  const paths = folderPaths(temporaryFolder());
  const { store, clock } = openTestStore(paths.database);
  const readers = new RunReaders();
  const fileOf = (id: string, name = 'epoch-000001.safetensors'): string => join(paths.runs, id, name);
  return {
    store,
    paths,
    clock,
    readers,
    now: () => clock.now,
    isRead: (id) => readers.isRead(id),
    discardPrepared: (names) => Promise.resolve(names.filter((name) => name !== 'in-use')),
    fileOf,
    train(seed, loss, epochs = 1) {
      const id = createIrisRun(store, seed);
      store.runs.start(id, engineStart);
      const file = { epoch: 1, reason: 'last' as const, file: 'epoch-000001.safetensors', bytes: 5000, conditions: {} };
      for (let epoch = 1; epoch <= epochs; epoch += 1) {
        store.runs.recordEpoch(id, { epoch, metrics: { val_loss: loss }, seconds: epoch, checkpoints: [file] });
      }
      store.runs.setStatus(id, 'completed');
      mkdirSync(join(paths.runs, id), { recursive: true });
      writeFileSync(fileOf(id), new Uint8Array(5000));
      return id;
    },
  };
}

const keysOf = async (bench: Bench): Promise<string[]> => (await listPurgeable(bench)).map(({ key }) => key);

test('a deleted run goes with its rows and files, the others stay, and a new run takes nothing over from it', async () => {
  const bench = openBench();
  const { store, train, fileOf } = bench;
  const [kept, gone] = [train(1, 0.1), train(2, 0.2, 1500)];
  store.runs.remove(gone);
  const [offered] = await listPurgeable(bench);
  expect(offered).toMatchObject({ key: `run:${gone}`, kind: 'run', name: 'iris-2', removedAt: bench.clock.now });
  expect(offered?.bytes).toBeGreaterThan(5000 + 1500 * 8);
  expect(await purge(bench, [`run:${gone}`])).toMatchObject({ done: 1, freedBytes: offered?.bytes, skipped: [] });
  expect(() => store.runs.get(gone)).toThrow('experiments.runNotFound');
  expect([existsSync(fileOf(gone)), existsSync(fileOf(kept))]).toEqual([false, true]);
  const next = train(3, 0.7);
  expect(store.runs.series(next).find(({ metric }) => metric === 'val_loss')?.values).toEqual(Float64Array.of(0.7));
  expect(store.runs.get(next).metrics['val_loss']).toMatchObject({ min: 0.7, max: 0.7 });
});

test('the room of deleted rows goes back to the disk', async () => {
  const bench = openBench();
  const { store, paths, train } = bench;
  train(1, 0.1);
  const large = Array.from({ length: 12 }, (_, index) => train(index + 2, 0.2, 1));
  for (const id of large) {
    store.runs.setStatus(id, 'queued');
    store.runs.start(id, engineStart);
    const epochs = Array.from({ length: 20_000 }, (_, index) => ({
      epoch: index + 2,
      metrics: { val_loss: 1, loss: 2 },
      seconds: index,
    }));
    store.runs.recordEpochs(id, epochs);
    store.runs.setStatus(id, 'completed');
  }
  store.runs.removeAll(large);
  const result = await purge(
    bench,
    large.map((id) => `run:${id}`),
  );
  expect(result.done).toBe(12);
  expect(result.unusedBytes).toBe(0);
  store.close();
  // Closing writes what is not yet in the file; 12 runs had 5.7 MB of points.
  expect(statSync(paths.database).size).toBeLessThan(1_500_000);
}, 60_000);

test('a file of an earlier version keeps its room until it is compacted, and gives it back by itself from then on', async () => {
  const bench = openBench();
  const { store, paths } = bench;
  store.close();
  const database = new BetterSqlite3(paths.database);
  database.pragma('auto_vacuum = NONE');
  database.exec('VACUUM');
  database.close();
  const { store: again } = openTestStore(paths.database);
  const later = { ...bench, store: again };
  const fill = (seed: number): string => {
    const id = createIrisRun(again, seed);
    again.runs.start(id, engineStart);
    const epochs = Array.from({ length: 20_000 }, (_, index) => ({
      epoch: index + 1,
      metrics: { loss: 2 },
      seconds: index,
    }));
    again.runs.recordEpochs(id, epochs);
    again.runs.setStatus(id, 'completed');
    again.runs.remove(id);
    return `run:${id}`;
  };
  expect((await purge(later, [fill(11)])).unusedBytes).toBeGreaterThan(300_000);
  again.disk.compact();
  expect(again.disk.unusedBytes()).toBe(0);
  expect((await purge(later, [fill(12)])).unusedBytes).toBe(0);
  again.close();
  expect(statSync(paths.database).size).toBeLessThan(500_000);
}, 60_000);

test('starred, read and taken-back runs are left and named', async () => {
  const bench = openBench();
  const { store, train, readers, fileOf } = bench;
  const [starred, read, back, working] = [train(1, 1), train(2, 2), train(3, 3), train(4, 4)];
  for (const id of [starred, read, back]) store.runs.remove(id);
  const keys = await keysOf(bench);
  expect(keys.toSorted()).toEqual([starred, read, back].map((id) => `run:${id}`).toSorted());
  store.runs.update(starred, { starred: true });
  store.runs.restore(back);
  const release = readers.hold(read);
  store.runs.setStatus(working, 'queued');
  writeKeepRules(store, { ...noRules, best: 1 });
  const result = await purge(bench, [...keys, `checkpoints:${working}`]);
  expect([result.done, result.skipped.length]).toEqual([0, 4]);
  expect([starred, read, back, working].every((id) => existsSync(fileOf(id)))).toBe(true);
  release();
  expect((await purge(bench, [`run:${read}`])).done).toBe(1);
});

test('checkpoints that no rule keeps go; curves, settings and the best runs stay', async () => {
  const bench = openBench();
  const { store, train, fileOf } = bench;
  const [best, worse] = [train(1, 0.1), train(2, 0.2)];
  expect(await keysOf(bench)).toEqual([]);
  writeKeepRules(store, { ...noRules, best: 1 });
  expect(readKeepRules(store)).toEqual({ ...noRules, best: 1 });
  expect(await keysOf(bench)).toEqual([`checkpoints:${worse}`]);
  expect(await keepByRules(bench)).toBeNull();
  writeKeepRules(store, { ...noRules, best: 1, automatic: true });
  expect(await keepByRules(bench)).toMatchObject({ done: 1, freedBytes: 5000 });
  expect([existsSync(fileOf(best)), existsSync(fileOf(worse))]).toEqual([true, false]);
  const { checkpoints, disk, metrics } = store.runs.get(worse);
  expect([checkpoints, disk.checkpoints, metrics['val_loss']?.best]).toEqual([[], 0, 0.2]);
});

test('by themselves the rules empty the trash only of what has lain there long enough', async () => {
  const bench = openBench();
  const { store, train, clock } = bench;
  const [old, young] = [train(1, 0.1), train(2, 0.2)];
  store.runs.remove(old);
  clock.now += 8 * day;
  store.runs.remove(young);
  writeKeepRules(store, { ...noRules, automatic: true });
  expect(await keepByRules(bench)).toBeNull();
  writeKeepRules(store, { ...noRules, trashDays: 7, automatic: true });
  expect(await keepByRules(bench)).toMatchObject({ done: 1 });
  expect(await keysOf(bench)).toEqual([`run:${young}`]);
});

test('prepared arrays in use stay; backups, leftovers and data sets that nobody uses go', async () => {
  const bench = openBench();
  const { store, paths, train } = bench;
  for (const name of ['in-use', 'idle']) mkdirSync(join(paths.root, 'prepared', name), { recursive: true });
  writeFileSync(`${paths.database}.before-3`, 'x');
  mkdirSync(join(paths.runs, 'nobody'), { recursive: true });
  writeFileSync(join(paths.runs, 'nobody', 'epoch-000001.safetensors'), 'xx');
  const id = train(1, 1);
  mkdirSync(join(paths.datasets, 'd1'), { recursive: true });
  store.datasets.remove('d1');
  // A run that is not deleted uses it.
  expect((await keysOf(bench)).toSorted()).toEqual(
    ['backup:athanor.db.before-3', 'leftover:nobody', 'prepared:idle', 'prepared:in-use'].toSorted(),
  );
  store.runs.remove(id);
  const keys = await keysOf(bench);
  expect(keys).toContain('dataset:d1');
  // The data set first, as a list may name it: the run goes before it all the same.
  const result = await purge(bench, keys.toSorted());
  expect(result.skipped.map(({ key }) => key)).toEqual(['prepared:in-use']);
  expect(
    [`${paths.database}.before-3`, join(paths.runs, 'nobody'), join(paths.datasets, 'd1')].filter(existsSync),
  ).toEqual([]);
  expect(store.datasets.ids().size).toBe(0);
});

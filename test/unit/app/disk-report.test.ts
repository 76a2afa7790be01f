/** What takes how much of a data folder: every byte of its files is in one part, and old runs are looked at once. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDiskReport } from '../../../main/app/disk/disk-report.ts';
import { preparedFiles } from '../../../main/datasets/prepared.ts';
import { folderPaths } from '../../../main/app/data-folder.ts';
import { folderBytes } from '../../../main/app/folder-bytes.ts';
import { createIrisRun, engineStart, openTestStore, temporaryFolder } from '../experiments/support.ts';

function write(folder: string, name: string, bytes: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), new Uint8Array(bytes));
}

test('each part has its bytes, items come largest first, and nothing is counted twice', async () => {
  const root = temporaryFolder();
  const paths = folderPaths(root);
  const { store, file } = openTestStore(paths.database);
  const [kept, gone] = [createIrisRun(store, 1), createIrisRun(store, 2)];
  const checkpoint = {
    epoch: 1,
    reason: 'last' as const,
    file: 'epoch-000001.safetensors',
    bytes: 40_000,
    conditions: {},
  };
  for (const id of [kept, gone]) {
    store.runs.start(id, engineStart);
    store.runs.recordEpoch(id, { epoch: 1, metrics: { loss: 1 }, seconds: 1, checkpoints: [checkpoint] });
    store.runs.setStatus(id, 'completed');
    write(join(paths.runs, id), checkpoint.file, checkpoint.bytes);
    write(join(paths.runs, id), 'prepared.json', 700);
    store.runs.recordFiles(id, 700);
  }
  store.runs.remove(gone);
  write(join(paths.datasets, 'd1'), 'table.parquet', 90_000);
  const prepared = join(root, 'prepared', 'abc');
  write(prepared, 'features.f32', 30_000);
  writeFileSync(join(prepared, preparedFiles.manifest), JSON.stringify({ datasetId: 'd1' }));
  write(root, 'athanor.db.before-3', 1234);
  write(paths.logs, 'athanor.log', 55);
  write(join(root, 'predictions', 'p1'), 'rows.csv', 66);

  const report = await readDiskReport({ store, paths });
  const parts = Object.fromEntries(report.parts.map(({ part, bytes }) => [part, bytes]));
  expect(parts).toMatchObject({ runs: 40_700, datasets: 90_000, trash: 40_700, backups: 1234, other: 121 });
  expect(parts['prepared']).toBe(await folderBytes(prepared));
  expect(report.totalBytes).toBe(await folderBytes(root));
  expect(report.parts.map(({ bytes }) => bytes)).toEqual(
    report.parts.map(({ bytes }) => bytes).toSorted((one, two) => two - one),
  );
  expect(report.items.map(({ kind, id }) => [kind, id])).toEqual([
    ['dataset', 'd1'],
    ['run', kept],
    ['run', gone],
    ['prepared', 'abc'],
    ['backup', 'athanor.db.before-3'],
  ]);
  expect(report.items[3]).toMatchObject({ dataset: 'iris' });
  expect(report.items[2]).toMatchObject({ removed: true });
  expect(report.trash).toEqual({ runs: 1, datasets: 0 });
  expect(file).toBe(paths.database);
});

test('files of runs of an earlier version are looked at once, checkpoints left out, whatever their number', async () => {
  const paths = folderPaths(temporaryFolder());
  const { store } = openTestStore(paths.database);
  const ids = Array.from({ length: 130 }, (_, seed) => createIrisRun(store, seed));
  // As the migration leaves them.
  store.disk.recordFiles(new Map(ids.map((id) => [id, null])));
  expect(store.disk.unmeasured(1000)).toHaveLength(130);
  write(join(paths.runs, ids[3] ?? ''), 'prepared.json', 900);
  write(join(paths.runs, ids[3] ?? ''), 'epoch-000001.safetensors', 5000);
  await readDiskReport({ store, paths });
  expect(store.disk.unmeasured(1000)).toEqual([]);
  expect(store.runs.get(ids[3] ?? '').disk.files).toBe(900);
  rmSync(paths.runs, { recursive: true });
  await readDiskReport({ store, paths });
  expect(store.runs.get(ids[3] ?? '').disk.files).toBe(900);
});

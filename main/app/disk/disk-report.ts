/** What takes how much of the data folder: runs by the store's ledger, all else by looking at its few folders. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DiskItem, DiskPart, DiskReport } from '../../api/contract/index.ts';
import { preparedFiles } from '../../datasets/prepared.ts';
import type { ExperimentStore } from '../../experiments/store.ts';
import { isCheckpointFile } from '../../runner/process/checkpoint-files.ts';
import { freeBytes, type FolderPaths } from '../data-folder.ts';
import { fileBytes, folderBytes } from '../folder-bytes.ts';

/** Runs listed, and folders looked at side by side. */
const listedRuns = 500;
const atOnce = 64;

export interface DiskPlaces {
  readonly store: ExperimentStore;
  readonly paths: FolderPaths;
}

/** The few things beside runs that take room, each with its bytes. */
export interface DiskFolders {
  readonly datasets: readonly (DiskItem & { kind: 'dataset' })[];
  readonly prepared: readonly (DiskItem & { kind: 'prepared' })[];
  readonly backups: readonly (DiskItem & { kind: 'backup' })[];
}

/** Never walks `runs/`, except for runs of an earlier version, once. */
export async function readDiskReport({ store, paths }: DiskPlaces): Promise<DiskReport> {
  await measureOldRuns({ store, paths });
  const { datasets, prepared, backups } = await readDiskFolders({ store, paths });
  const { kept, removed } = store.disk.sums();
  const [database, logs, staging, predictions] = await Promise.all([
    databaseBytes(paths.database),
    folderBytes(paths.logs),
    folderBytes(paths.staging),
    folderBytes(join(paths.root, 'predictions')),
  ]);
  const live = datasets.filter((dataset) => !dataset.removed);
  const bytes: Record<DiskPart, number> = {
    runs: kept.checkpoints + kept.files,
    database,
    datasets: sumOf(live),
    prepared: sumOf(prepared),
    trash: removed.checkpoints + removed.files + sumOf(datasets) - sumOf(live),
    backups: sumOf(backups),
    other: logs + staging + predictions,
  };
  const parts = (Object.keys(bytes) as DiskPart[])
    .map((part) => ({ part, bytes: bytes[part] }))
    .sort((one, two) => two.bytes - one.bytes);
  const runs = store.disk
    .largest(listedRuns)
    .map(({ removedAt, checkpoints: _, ...run }): DiskItem => ({ kind: 'run', ...run, removed: removedAt !== null }));
  return {
    folder: paths.root,
    freeBytes: freeBytes(paths.root),
    totalBytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    parts,
    database: { bytes: database, history: kept.history + removed.history, unused: store.disk.unusedBytes() },
    runs: { count: kept.runs, checkpoints: kept.checkpoints, history: kept.history },
    trash: { runs: removed.runs, datasets: datasets.length - live.length },
    items: [...runs, ...datasets, ...prepared, ...backups].sort((one, two) => two.bytes - one.bytes),
  };
}

export async function readDiskFolders({ store, paths }: DiskPlaces): Promise<DiskFolders> {
  const known = store.datasets.everyone();
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const datasets = await Promise.all(
    known.map(async ({ id, name, runCount, removedAt }) => ({
      kind: 'dataset' as const,
      id,
      name,
      bytes: await folderBytes(join(paths.datasets, id)),
      runs: runCount,
      removed: removedAt !== null,
    })),
  );
  const preparedFolder = join(paths.root, 'prepared');
  const prepared = await Promise.all(
    (await readdir(preparedFolder).catch(() => [])).map(async (key) => {
      const folder = join(preparedFolder, key);
      const dataset = names.get((await preparedDataset(folder)) ?? '') ?? null;
      const used = (await stat(folder).catch(() => null))?.mtimeMs ?? 0;
      return { kind: 'prepared' as const, id: key, name: key, bytes: await folderBytes(folder), dataset, usedAt: used };
    }),
  );
  const backups = await Promise.all(
    (await readdir(paths.root))
      .filter((name) => backupName.test(name))
      .map(async (name) => ({
        kind: 'backup' as const,
        id: name,
        name,
        bytes: await fileBytes(join(paths.root, name)),
      })),
  );
  return { datasets, prepared, backups };
}

/** As `migrate.ts` writes them. */
export const backupName = /^athanor\.db\.before-\d+$/u;

/** The file, what is not yet in it, and the index of that. */
export async function databaseBytes(file: string): Promise<number> {
  const sizes = await Promise.all([file, `${file}-wal`, `${file}-shm`].map(fileBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Looks at the files of runs of an earlier version, which the ledger knows nothing of. */
async function measureOldRuns({ store, paths }: DiskPlaces): Promise<void> {
  for (;;) {
    const ids = store.disk.unmeasured(atOnce);
    if (ids.length === 0) return;
    const sizes = await Promise.all(
      ids.map(async (id) => {
        const bytes = await folderBytes(join(paths.runs, id), (name) => !isCheckpointFile(name));
        return [id, bytes] as const;
      }),
    );
    store.disk.recordFiles(new Map(sizes));
  }
}

async function preparedDataset(folder: string): Promise<string | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, preparedFiles.manifest), 'utf8'));
    return z.object({ datasetId: z.string() }).parse(manifest).datasetId;
  } catch {
    // Being written, or from another version: it takes room all the same.
    return null;
  }
}

function sumOf(items: readonly { readonly bytes: number }[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}

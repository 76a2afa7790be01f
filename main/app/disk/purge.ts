/** What can be deleted for good, and deleting it: never a run that is at work, starred, or being read. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { keepRules, type KeepRules, type PurgeCandidate, type PurgeResult } from '../../api/contract/index.ts';
import type { ExperimentStore } from '../../experiments/store.ts';
import type { FolderPaths } from '../data-folder.ts';
import { folderBytes } from '../folder-bytes.ts';
import { backupName, readDiskFolders } from './disk-report.ts';
import { day, letGo, noRules, type LetGo } from './keep-rules.ts';

export interface PurgeServices {
  readonly store: ExperimentStore;
  readonly paths: FolderPaths;
  readonly now: () => number;
  /** Whether something is reading the run's files at this moment. */
  readonly isRead: (run: string) => boolean;
  /** Deletes prepared arrays that no run uses, by the names of their folders; gives those that it deleted. */
  readonly discardPrepared: (names: readonly string[]) => Promise<string[]>;
}

const rulesKey = 'keepRules';
/** Pages of the database that are given back before others have their turn: 4 MB, some milliseconds. */
const pagesAtOnce = 1000;

export function readKeepRules(store: ExperimentStore): KeepRules {
  const parsed = keepRules.safeParse({ ...noRules, ...z.looseObject({}).safeParse(store.settings.get(rulesKey)).data });
  return parsed.success ? parsed.data : noRules;
}

export function writeKeepRules(store: ExperimentStore, rules: KeepRules): void {
  store.settings.set(rulesKey, { ...rules, tags: [...rules.tags] });
}

interface Candidate extends PurgeCandidate {
  /** Does it; false where it may not, or no longer, be done. */
  readonly act: () => Promise<boolean>;
}

/** The largest first. */
export async function listPurgeable(services: PurgeServices): Promise<PurgeCandidate[]> {
  return (await candidates(services)).map(({ act: _, ...candidate }) => candidate);
}

/** Deletes what is named, as far as it can still be deleted, and gives the database's room back to the disk. */
export async function purge(services: PurgeServices, keys: readonly string[]): Promise<PurgeResult> {
  const { store } = services;
  const wanted = new Set(keys);
  const result: PurgeResult = { done: 0, freedBytes: 0, skipped: [], unusedBytes: 0 };
  const known = await candidates(services);
  // Runs before the data sets that they were the last to use.
  const order = known.toSorted((one, two) => Number(one.kind === 'dataset') - Number(two.kind === 'dataset'));
  for (const { key, name, bytes, act } of order) {
    if (!wanted.delete(key)) continue;
    if (await act()) {
      result.done += 1;
      result.freedBytes += bytes;
    } else result.skipped.push({ key, name });
    // One run may have thousands of rows: between two of them others have their turn.
    await turn();
  }
  // What was asked for and is no candidate any more: starred meanwhile, taken back, or gone.
  for (const key of wanted) result.skipped.push({ key, name: key.slice(key.indexOf(':') + 1) });
  if (result.done > 0) await giveBack(store);
  result.unusedBytes = store.disk.unusedBytes();
  return result;
}

/** What the rules let go, and the trash that is old enough: for those who have switched that on. */
export async function keepByRules(services: PurgeServices): Promise<PurgeResult | null> {
  const rules = readKeepRules(services.store);
  if (!rules.automatic) return null;
  const found = await candidates(services);
  const before = rules.trashDays === null ? -Infinity : services.now() - rules.trashDays * day;
  const due = found.filter(
    ({ kind, removedAt }) => kind === 'checkpoints' || (removedAt !== null && removedAt < before),
  );
  return due.length === 0
    ? null
    : purge(
        services,
        due.map(({ key }) => key),
      );
}

async function giveBack(store: ExperimentStore): Promise<void> {
  store.disk.sweep();
  while (store.disk.shrink(pagesAtOnce)) await turn();
}

async function candidates(services: PurgeServices): Promise<Candidate[]> {
  const { store, now } = services;
  const rules = readKeepRules(store);
  const folders = await readDiskFolders(services);
  const found: Candidate[] = [
    ...store.disk.trash().map((run) => trashedRun(services, run)),
    ...letGo(store.disk.keepFacts(rules.metric), rules, now()).map((item) => checkpoints(services, item)),
    ...folders.datasets
      .filter(({ removed, runs }) => removed && runs === 0)
      .map((dataset) => trashedDataset(services, dataset)),
    ...folders.prepared.map(({ id, name, bytes, dataset }): Candidate => ({
      key: `prepared:${id}`,
      kind: 'prepared',
      name: dataset ?? name,
      bytes,
      removedAt: null,
      act: async () => (await services.discardPrepared([id])).includes(id),
    })),
    ...folders.backups.map(({ id, bytes }): Candidate => ({
      key: `backup:${id}`,
      kind: 'backup',
      name: id,
      bytes,
      removedAt: null,
      act: () => (backupName.test(id) ? gone(join(services.paths.root, id)) : Promise.resolve(false)),
    })),
    ...(await leftovers(services)),
  ];
  return found.sort((one, two) => two.bytes - one.bytes);
}

function trashedRun(
  { store, paths, isRead }: PurgeServices,
  { id, name, bytes, removedAt }: { id: string; name: string; bytes: number; removedAt: number },
): Candidate {
  return {
    key: `run:${id}`,
    kind: 'run',
    name,
    bytes,
    removedAt,
    act: async () => {
      // The row first: a folder without one is found as a leftover, a run without its files would be a lie.
      if (isRead(id) || !store.runs.purge(id)) return false;
      await gone(join(paths.runs, id));
      return true;
    },
  };
}

function checkpoints({ store, paths, isRead }: PurgeServices, { run, files, bytes, why }: LetGo): Candidate {
  return {
    key: `checkpoints:${run.id}`,
    kind: why === 'run' ? 'checkpoints' : 'periodic',
    name: run.name,
    bytes,
    removedAt: null,
    act: async () => {
      if (isRead(run.id) || !store.runs.dropCheckpoints(run.id, files)) return false;
      for (const file of files) await gone(join(paths.runs, run.id, file));
      return true;
    },
  };
}

function trashedDataset(
  { store, paths }: PurgeServices,
  { id, name, bytes }: { id: string; name: string; bytes: number },
): Candidate {
  return {
    key: `dataset:${id}`,
    kind: 'dataset',
    name,
    bytes,
    removedAt: store.datasets.get(id).removedAt,
    act: async () => {
      if (!store.disk.purgeDataset(id)) return false;
      await gone(join(paths.datasets, id));
      return true;
    },
  };
}

/** Folders of runs that the store knows nothing of. */
async function leftovers({ store, paths }: PurgeServices): Promise<Candidate[]> {
  const names = await readdir(paths.runs).catch(() => []);
  const strange = store.disk.unknownRuns(names);
  return Promise.all(
    strange.map(async (name): Promise<Candidate> => ({
      key: `leftover:${name}`,
      kind: 'leftover',
      name,
      bytes: await folderBytes(join(paths.runs, name)),
      removedAt: null,
      act: () => (store.disk.unknownRuns([name]).length === 1 ? gone(join(paths.runs, name)) : Promise.resolve(false)),
    })),
  );
}

async function gone(path: string): Promise<boolean> {
  try {
    await rm(path, { recursive: true, force: true });
    return true;
  } catch {
    // Another program holds it: it is found again the next time.
    return false;
  }
}

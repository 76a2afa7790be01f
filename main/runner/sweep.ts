/** Clears away what a process that was killed has left half-written. Light to load: every start does it. */
import { join } from 'node:path';
import { removeUnfinished } from '../datasets/table/folder.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { sweepCheckpoints } from './process/checkpoint-files.ts';

/**
 * Only for the process that holds the data folder, before any run begins in it: a checkpoint that is on disk and not
 * yet named looks the same as one that never will be.
 */
export async function sweepUnfinished(store: ExperimentStore, dataFolder: string): Promise<void> {
  await removeUnfinished(join(dataFolder, 'prepared'));
  for (const { id } of store.runs.list({ status: ['interrupted'] })) {
    const named = store.runs.get(id).checkpoints.map(({ file }) => file);
    await sweepCheckpoints(join(dataFolder, 'runs', id), named);
  }
}

/** What is usual among the runs of a data set, kept as counts so that no run need be read to know it. */
import type { ErrorParameter } from '../base/errors.ts';
import type { StoreContext } from './database.ts';

export interface UsualSettings {
  /** Runs on the data set that have not been removed. */
  readonly runs: number;
  /** The most common value of each setting that at least half of them have; of equally common ones the earliest. */
  readonly settings: Readonly<Record<string, ErrorParameter>>;
}

/** Counts the settings of runs in, or out again. Call inside the transaction that makes, removes or restores them. */
export function countSettings({ sql }: StoreContext, runIds: readonly string[], change: 1 | -1): void {
  sql<[number, string]>(
    `INSERT INTO setting_counts (dataset_key, path, value, runs)
       SELECT dataset_key, path, value, ? * count(*) FROM run_settings JOIN runs ON runs.key = run_key
       WHERE runs.id IN (SELECT value FROM json_each(?)) GROUP BY dataset_key, path, value ORDER BY min(runs.key)
     ON CONFLICT (dataset_key, path, value) DO UPDATE SET runs = setting_counts.runs + excluded.runs`,
  ).run(change, JSON.stringify(runIds));
}

export function readUsual({ sql }: StoreContext, datasetId: string): UsualSettings {
  const runs = sql<[string], number>(
    `SELECT count(*) FROM runs JOIN datasets ON datasets.key = runs.dataset_key
     WHERE datasets.id = ? AND runs.removed_at IS NULL`,
  )
    .pluck()
    .get(datasetId);
  const counts = sql<[string], [path: string, value: string | number, runs: number]>(
    `SELECT path, value, runs FROM setting_counts JOIN datasets ON datasets.key = dataset_key
     WHERE datasets.id = ? AND runs > 0 AND path != 'model' ORDER BY path, runs DESC, setting_counts.key`,
  )
    .raw()
    .all(datasetId);
  const first = new Map<string, ErrorParameter>();
  const having = new Map<string, number>();
  for (const [path, value, times] of counts) {
    having.set(path, (having.get(path) ?? 0) + times);
    // True and false are kept as texts.
    if (!first.has(path)) first.set(path, value === 'true' ? true : value === 'false' ? false : value);
  }
  // A setting that most runs lack, such as one of a deeper network, is not usual.
  const usual = [...first].filter(([path]) => (having.get(path) ?? 0) * 2 >= (runs ?? 0));
  return { runs: runs ?? 0, settings: Object.fromEntries(usual) };
}

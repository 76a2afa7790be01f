/** What decides whether a run keeps its checkpoints, of every run at once. */
import type { StoreContext } from './database.ts';
import { metricDirection } from './metric-direction.ts';
import type { CheckpointReason, KeepFacts, RunStatus } from './records.ts';
import { isActive } from './status.ts';

interface FactsRow {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly dataset: string;
  readonly status: RunStatus;
  readonly starred: number;
  readonly ended_at: number | null;
  readonly reading: number | null;
}

/** Of runs that are not removed. */
export function readKeepFacts({ sql }: StoreContext, metric: string): KeepFacts[] {
  const rows = sql<[string], FactsRow>(
    `SELECT runs.key, runs.id, runs.name, datasets.id AS dataset, status, starred, ended_at,
       (SELECT best FROM metrics INDEXED BY metrics_by_name WHERE run_key = runs.key AND name = ?) AS reading
     FROM runs JOIN datasets ON datasets.key = runs.dataset_key WHERE runs.removed_at IS NULL ORDER BY runs.key`,
  ).all(metric);
  const tags = new Map<number, string[]>();
  for (const [key, tag] of sql<[], [number, string]>('SELECT run_key, tag FROM run_tags').raw().iterate()) {
    tags.set(key, [...(tags.get(key) ?? []), tag]);
  }
  const checkpoints = new Map<number, KeepFacts['checkpoints'][number][]>();
  const listed = sql<[], [number, string, CheckpointReason, number]>(
    'SELECT run_key, file, reason, bytes FROM checkpoints ORDER BY epoch',
  ).raw();
  for (const [key, file, reason, bytes] of listed.iterate()) {
    checkpoints.set(key, [...(checkpoints.get(key) ?? []), { file, reason, bytes }]);
  }
  const lowerIsBetter = metricDirection(metric) === 'lower';
  return rows.map(({ key, id, name, dataset, status, starred, ended_at: endedAt, reading }) => ({
    id,
    name,
    dataset,
    atWork: isActive(status),
    starred: starred === 1,
    tags: tags.get(key) ?? [],
    endedAt,
    reading,
    lowerIsBetter,
    checkpoints: checkpoints.get(key) ?? [],
  }));
}

/** What a run's rows take in the database file, measured when it ends and counted on while it is at work. */
import type { StoreContext } from './database.ts';

/** SQL of a run's bytes on disk in all: checkpoints, other files, its rows in the database. */
export const runBytesSql = '(runs.bytes + coalesce(runs.other_bytes, 0) + runs.history_bytes)';

/**
 * Measures the rows of one run: points, samples of the machine, test rows, texts. Indexes and the free ends of pages are
 * left out, so the file is some per cent larger than the sum of its runs. Call inside a transaction.
 */
export function measureHistory({ sql }: StoreContext, runKey: number): void {
  sql<{ key: number }[]>(
    `UPDATE runs SET history_bytes =
       coalesce((SELECT sum(length("values") + coalesce(length(steps), 0))
         FROM metrics JOIN points ON points.metric_key = metrics.key WHERE run_key = @key), 0)
       + coalesce((SELECT sum(length(samples)) FROM system_samples WHERE run_key = @key), 0)
       + coalesce((SELECT sum(length(actual) + length(predicted) + coalesce(length(scores), 0)) FROM test_rows
           WHERE run_key = @key), 0)
       + coalesce((SELECT octet_length(metrics) + octet_length(evaluation) FROM evaluations WHERE run_key = @key), 0)
       + coalesce((SELECT sum(octet_length(code) + octet_length(params)) FROM run_log WHERE run_key = @key), 0)
       + octet_length(experiment) + octet_length(settings) + octet_length(note)
     WHERE key = @key`,
  ).run({ key: runKey });
}

/** Adds up the checkpoints that are listed; one file may be listed twice, as the last and the best. Call inside a transaction. */
export function measureCheckpoints({ sql }: StoreContext, runKey: number): void {
  sql<{ key: number }[]>(
    `UPDATE runs SET bytes = (SELECT coalesce(sum(bytes), 0) FROM (SELECT DISTINCT file, bytes FROM checkpoints
       WHERE run_key = @key)) WHERE key = @key`,
  ).run({ key: runKey });
}

/** Counts points that were just written: eight bytes each, as nearly all are. The end of the run measures them. */
export function countPoints({ sql }: StoreContext, runKey: number, points: number): void {
  sql<[number, number]>('UPDATE runs SET history_bytes = history_bytes + ? WHERE key = ?').run(8 * points, runKey);
}

/** The disk as the store knows it: sums over runs, the largest of them, and what the database file has to spare. */
import type { StoreContext } from './database.ts';
import type { LargeRun, RunSums } from './records.ts';
import { runBytesSql } from './run-sizes.ts';
import type { DiskTable } from './store.ts';

interface SumsRow {
  readonly runs: number;
  readonly checkpoints: number;
  readonly files: number;
  readonly history: number;
}

const nothing: SumsRow = { runs: 0, checkpoints: 0, files: 0, history: 0 };

export function createDiskTable({ sql, transaction, changed }: StoreContext): DiskTable {
  function sums(condition: string): RunSums {
    return (
      sql<[], SumsRow>(
        `SELECT count(*) AS runs, coalesce(sum(bytes), 0) AS checkpoints, coalesce(sum(other_bytes), 0) AS files,
           coalesce(sum(history_bytes), 0) AS history FROM runs WHERE ${condition}`,
      ).get() ?? nothing
    );
  }

  return {
    sums: () => ({ kept: sums('removed_at IS NULL'), removed: sums('removed_at IS NOT NULL') }),
    largest: (limit) =>
      sql<[number], Omit<LargeRun, 'starred' | 'archived'> & { starred: number; archived: number }>(
        `SELECT runs.id, runs.name, runs.status, datasets.name AS dataset, ${runBytesSql} AS bytes,
           runs.bytes AS checkpoints, runs.removed_at AS removedAt, runs.starred,
           runs.archived_at IS NOT NULL AS archived
         FROM runs JOIN datasets ON datasets.key = runs.dataset_key ORDER BY ${runBytesSql} DESC, runs.key LIMIT ?`,
      )
        .all(limit)
        .map((run) => ({ ...run, starred: run.starred === 1, archived: run.archived === 1 })),
    unmeasured: (limit) =>
      sql<[number], string>('SELECT id FROM runs WHERE other_bytes IS NULL ORDER BY key LIMIT ?').pluck().all(limit),
    recordFiles: (sizes) => {
      transaction(() => {
        for (const [id, bytes] of sizes) {
          sql<[number | null, string]>('UPDATE runs SET other_bytes = ? WHERE id = ?').run(bytes, id);
          changed({ kind: 'run', id });
        }
      });
    },
    unusedBytes: () => {
      const pages = sql<[], number>('SELECT freelist_count FROM pragma_freelist_count').pluck().get() ?? 0;
      return pages * (sql<[], number>('SELECT page_size FROM pragma_page_size').pluck().get() ?? 0);
    },
  };
}

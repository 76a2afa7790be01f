/** The disk as the store knows it: sums over runs, the largest of them, and what the database file has to spare. */
import type { StoreContext } from './database.ts';
import { readKeepFacts } from './keep-facts.ts';
import type { LargeRun, RunSums, TrashedRun } from './records.ts';
import { runBytesSql } from './run-sizes.ts';
import type { DiskTable } from './store.ts';

interface SumsRow {
  readonly runs: number;
  readonly checkpoints: number;
  readonly files: number;
  readonly history: number;
}

const nothing: SumsRow = { runs: 0, checkpoints: 0, files: 0, history: 0 };

/** `PRAGMA auto_vacuum`. */
const incremental = 2;

export function createDiskTable(context: StoreContext): DiskTable {
  const { sql, exec, transaction, changed } = context;
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
    trash: () =>
      sql<[], TrashedRun>(
        `SELECT id, name, ${runBytesSql} AS bytes, removed_at AS removedAt FROM runs
         WHERE removed_at IS NOT NULL AND starred = 0`,
      ).all(),
    keepFacts: (metric) => readKeepFacts(context, metric),
    unknownRuns: (names) =>
      sql<[string], string>('SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM runs) ORDER BY value')
        .pluck()
        .all(JSON.stringify(names)),
    purgeDataset: (id) =>
      transaction(() => {
        const { changes } = sql<[string]>(
          `DELETE FROM datasets WHERE id = ? AND removed_at IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.dataset_key = datasets.key)`,
        ).run(id);
        if (changes > 0) changed({ kind: 'datasetRemoved', id });
        return changes > 0;
      }),
    sweep: () => {
      transaction(() => {
        sql<[]>('DELETE FROM splits WHERE key NOT IN (SELECT split_key FROM runs WHERE split_key IS NOT NULL)').run();
        sql<[]>('DELETE FROM experiments WHERE key NOT IN (SELECT experiment_key FROM runs)').run();
      });
    },
    shrink: (pages) => {
      const [mode, unused] = ['auto_vacuum', 'freelist_count'].map((name) =>
        sql<[], number>(`SELECT ${name} FROM pragma_${name}`).pluck().get(),
      );
      if (mode !== incremental || unused === undefined || unused === 0) return false;
      exec(`PRAGMA incremental_vacuum(${String(pages)})`);
      return true;
    },
    compact: () => {
      exec('PRAGMA auto_vacuum = INCREMENTAL');
      exec('VACUUM');
      exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    unusedBytes: () => {
      const pages = sql<[], number>('SELECT freelist_count FROM pragma_freelist_count').pluck().get() ?? 0;
      return pages * (sql<[], number>('SELECT page_size FROM pragma_page_size').pluck().get() ?? 0);
    },
  };
}

/**
 * How many runs of a data set have each value of each setting, so that what is usual is read without reading every
 * run; and indexes from which lists are sorted and counted without touching wide rows.
 */
import type { Migration } from './migration.ts';

export const settingCounts: Migration = {
  version: 6,
  name: 'setting-counts',
  up(database) {
    database.exec(`
      CREATE TABLE setting_counts (
        -- Of two values equally common, the one with the smaller key came first.
        key INTEGER PRIMARY KEY,
        dataset_key INTEGER NOT NULL REFERENCES datasets (key) ON DELETE CASCADE,
        path TEXT NOT NULL,
        value ANY NOT NULL,
        -- Runs that have not been removed.
        runs INTEGER NOT NULL,
        UNIQUE (dataset_key, path, value)
      ) STRICT;

      INSERT INTO setting_counts (dataset_key, path, value, runs)
        SELECT dataset_key, path, value, count(*) FROM run_settings JOIN runs ON runs.key = run_key
        WHERE removed_at IS NULL GROUP BY dataset_key, path, value ORDER BY min(run_key);

      DROP INDEX metrics_by_name;
      CREATE INDEX metrics_by_name ON metrics (name, run_key, best, last, min, max, best_epoch);
      DROP INDEX runs_by_status;
      CREATE INDEX runs_by_status ON runs (status, removed_at);
      CREATE INDEX runs_by_creation ON runs (created_at, key, removed_at, dataset_key, id);
    `);
  },
};

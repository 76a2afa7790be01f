/** What a run took of the machine, second by second. Runs of earlier versions have none. */
import type { Migration } from './migration.ts';

export const systemSamples: Migration = {
  version: 8,
  name: 'system-samples',
  up(database) {
    database.exec(`
      -- Up to 256 samples: rows of float64, little-endian; NaN is what nobody could tell.
      CREATE TABLE system_samples (
        run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
        -- Number of the first sample, from 0.
        first INTEGER NOT NULL,
        samples BLOB NOT NULL,
        PRIMARY KEY (run_key, first)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};

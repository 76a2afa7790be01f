/** What a run takes of the disk, kept with the run, so that a list can sort by it and nobody has to walk the folder. */
import type { Migration } from './migration.ts';

export const runSizes: Migration = {
  version: 10,
  name: 'run-sizes',
  up(database) {
    database.exec(`
      -- Bytes of its rows in this file: points, samples, test rows, texts. Indexes and page ends are left out.
      ALTER TABLE runs ADD COLUMN history_bytes INTEGER NOT NULL DEFAULT 0;
      -- Bytes of its files beside the checkpoints. Null: nobody has looked since the file came from an earlier version.
      ALTER TABLE runs ADD COLUMN other_bytes INTEGER;

      CREATE TEMP TABLE sizes (run_key INTEGER PRIMARY KEY, bytes INTEGER NOT NULL);
      -- The length of a blob is read from its row's head: none of the points is.
      INSERT INTO sizes SELECT run_key, sum(length("values") + coalesce(length(steps), 0))
        FROM metrics JOIN points ON points.metric_key = metrics.key GROUP BY run_key;
      UPDATE runs SET history_bytes = coalesce((SELECT bytes FROM sizes WHERE run_key = runs.key), 0)
        + coalesce((SELECT sum(length(samples)) FROM system_samples WHERE run_key = runs.key), 0)
        + coalesce((SELECT sum(length(actual) + length(predicted) + coalesce(length(scores), 0)) FROM test_rows
            WHERE run_key = runs.key), 0)
        + coalesce((SELECT octet_length(metrics) + octet_length(evaluation) FROM evaluations WHERE run_key = runs.key), 0)
        + coalesce((SELECT sum(octet_length(code) + octet_length(params)) FROM run_log WHERE run_key = runs.key), 0)
        + octet_length(experiment) + octet_length(settings) + octet_length(note);
      DROP TABLE sizes;
    `);
  },
};

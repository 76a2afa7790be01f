/** The first schema: data sets, experiments, runs and all that is recorded of a run. */
import type { Migration } from './migration.ts';

export const initial: Migration = {
  version: 1,
  name: 'initial',
  up(database) {
    database.exec(`
      CREATE TABLE datasets (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        rows INTEGER NOT NULL,
        columns INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        hash TEXT NOT NULL,
        source_name TEXT NOT NULL,
        warning_count INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        removed_at INTEGER,
        detail TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX datasets_by_name ON datasets (name) WHERE removed_at IS NULL;
      CREATE INDEX datasets_by_hash ON datasets (hash);

      -- A group of runs that differ in their seed alone.
      CREATE TABLE experiments (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        settings_hash TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;

      -- Row numbers as int32, little-endian, in the order drawn; shared by all runs that drew the same.
      CREATE TABLE splits (
        key INTEGER PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        train_count INTEGER NOT NULL,
        validation_count INTEGER NOT NULL,
        test_count INTEGER NOT NULL,
        train BLOB NOT NULL,
        validation BLOB NOT NULL,
        test BLOB NOT NULL
      ) STRICT;

      CREATE TABLE runs (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        -- Unique among removed runs too, so that a number never names two runs.
        name TEXT NOT NULL UNIQUE,
        experiment_key INTEGER NOT NULL REFERENCES experiments (key),
        dataset_key INTEGER NOT NULL REFERENCES datasets (key),
        split_key INTEGER REFERENCES splits (key),
        status TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER,
        -- The last sign of life; the end of a run whose process died.
        updated_at INTEGER NOT NULL,
        removed_at INTEGER,
        seconds REAL NOT NULL DEFAULT 0,
        engine TEXT,
        device TEXT,
        seed INTEGER NOT NULL,
        epochs_planned INTEGER NOT NULL,
        epochs_done INTEGER NOT NULL DEFAULT 0,
        parameter_count INTEGER,
        bytes INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '',
        error TEXT,
        warnings TEXT NOT NULL DEFAULT '[]',
        settings TEXT NOT NULL,
        versions TEXT NOT NULL DEFAULT '{}',
        experiment TEXT NOT NULL
      ) STRICT;
      CREATE INDEX runs_by_status ON runs (status);
      CREATE INDEX runs_by_experiment ON runs (experiment_key);
      CREATE INDEX runs_by_dataset ON runs (dataset_key);

      CREATE TABLE run_tags (
        run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (run_key, tag)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX run_tags_by_tag ON run_tags (tag);

      -- One row per metric of a run: what lists sort and filter by, without touching the points.
      CREATE TABLE metrics (
        key INTEGER PRIMARY KEY,
        run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
        name TEXT NOT NULL,
        last REAL,
        min REAL,
        max REAL,
        best REAL,
        best_epoch INTEGER NOT NULL,
        UNIQUE (run_key, name)
      ) STRICT;

      CREATE TABLE points (
        metric_key INTEGER NOT NULL REFERENCES metrics (key) ON DELETE CASCADE,
        first_step INTEGER NOT NULL,
        count INTEGER NOT NULL,
        min REAL,
        max REAL,
        steps BLOB,
        "values" BLOB NOT NULL,
        UNIQUE (metric_key, first_step)
      ) STRICT;

      CREATE TABLE checkpoints (
        run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
        reason TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        file TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        conditions TEXT NOT NULL,
        PRIMARY KEY (run_key, reason, epoch)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE evaluations (
        run_key INTEGER PRIMARY KEY REFERENCES runs (key) ON DELETE CASCADE,
        created_at INTEGER NOT NULL,
        metrics TEXT NOT NULL,
        evaluation TEXT NOT NULL,
        predictions BLOB
      ) STRICT;

      CREATE TABLE run_log (
        key INTEGER PRIMARY KEY,
        run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        level TEXT NOT NULL,
        code TEXT NOT NULL,
        params TEXT NOT NULL
      ) STRICT;
      CREATE INDEX run_log_by_run ON run_log (run_key);

      CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};

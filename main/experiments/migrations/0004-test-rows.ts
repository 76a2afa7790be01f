/** What was predicted of each test row, and what was true. Runs tested before have none: the table is empty for them. */
import type { Migration } from './migration.ts';

export const testRows: Migration = {
  version: 4,
  name: 'test-rows',
  up(database) {
    database.exec(`
      -- One row for each output that is judged, its test rows in the order drawn, arrays little-endian.
      CREATE TABLE test_rows (
        run_key INTEGER NOT NULL REFERENCES evaluations (run_key) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        -- Null: the model's only output.
        name TEXT,
        -- class: int32 numbers of classes, and the float32 score of the one predicted; value: float64 in the own unit.
        kind TEXT NOT NULL,
        actual BLOB NOT NULL,
        predicted BLOB NOT NULL,
        scores BLOB,
        UNIQUE (run_key, place)
      ) STRICT;
    `);
  },
};

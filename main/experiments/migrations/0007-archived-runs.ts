/** Runs may be archived: kept, found where asked for, and out of every list. The indexes of lists say so too. */
import type { Migration } from './migration.ts';

export const archivedRuns: Migration = {
  version: 7,
  name: 'archived-runs',
  up(database) {
    database.exec(`
      ALTER TABLE runs ADD COLUMN archived_at INTEGER;
      DROP INDEX runs_by_status;
      CREATE INDEX runs_by_status ON runs (status, removed_at, archived_at);
      DROP INDEX runs_by_creation;
      CREATE INDEX runs_by_creation ON runs (created_at, key, removed_at, archived_at, dataset_key, id);
    `);
  },
};

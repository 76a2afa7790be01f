/** A run may have been made from another one, whose settings it repeats or changes. */
import type { Migration } from './migration.ts';

export const runParents: Migration = {
  version: 9,
  name: 'run-parents',
  up(database) {
    database.exec(`
      ALTER TABLE runs ADD COLUMN parent_key INTEGER REFERENCES runs (key) ON DELETE SET NULL;
      CREATE INDEX runs_by_parent ON runs (parent_key) WHERE parent_key IS NOT NULL;
    `);
  },
};

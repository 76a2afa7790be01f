/** Data sets have notes, as runs have. */
import type { Migration } from './migration.ts';

export const datasetNotes: Migration = {
  version: 2,
  name: 'dataset-notes',
  up(database) {
    database.exec("ALTER TABLE datasets ADD note TEXT NOT NULL DEFAULT ''");
  },
};

/** A data set may be a newer version of another one. */
import type { Migration } from './migration.ts';

export const datasetVersions: Migration = {
  version: 13,
  name: 'dataset-versions',
  up(database) {
    database.exec(`
      ALTER TABLE datasets ADD COLUMN previous_key INTEGER REFERENCES datasets (key) ON DELETE SET NULL;
      CREATE INDEX datasets_by_previous ON datasets (previous_key) WHERE previous_key IS NOT NULL;
    `);
  },
};

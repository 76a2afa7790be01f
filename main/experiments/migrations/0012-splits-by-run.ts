/** Whether a split is still drawn by a run is asked for every split that is let go. */
import type { Migration } from './migration.ts';

export const splitsByRun: Migration = {
  version: 12,
  name: 'splits-by-run',
  up(database) {
    database.exec('CREATE INDEX runs_by_split ON runs (split_key)');
  },
};

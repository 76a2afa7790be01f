/** Of the seconds that a run has trained, how many were spent outside the engine. Runs before have none recorded. */
import type { Migration } from './migration.ts';

export const outsideSeconds: Migration = {
  version: 3,
  name: 'outside-seconds',
  up(database) {
    database.exec('ALTER TABLE runs ADD COLUMN outside_seconds REAL');
  },
};

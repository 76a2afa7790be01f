/** Views of the table of experiments that were given a name. */
import type { Migration } from './migration.ts';

export const savedViews: Migration = {
  version: 11,
  name: 'saved-views',
  up(database) {
    database.exec(`
      CREATE TABLE saved_views (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        -- Query, columns, order and the like, as the window wrote them.
        definition TEXT NOT NULL,
        -- Of at most one.
        is_default INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX saved_views_by_name ON saved_views (name) WHERE removed_at IS NULL;
    `);
  },
};

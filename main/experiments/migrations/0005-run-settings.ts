/**
 * Settings one row each, by path, so that a query reads one of them for all runs without parsing the others; the path
 * `model` holds the layers in one line. An index finds metrics by name.
 */
import type { Migration } from './migration.ts';

export const runSettings: Migration = {
  version: 5,
  name: 'run-settings',
  up(database) {
    database.exec(`
      CREATE TABLE run_settings (
        path TEXT NOT NULL,
        run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
        -- A number or a text; true and false are texts, null is left out.
        value ANY NOT NULL,
        PRIMARY KEY (path, run_key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX run_settings_by_run ON run_settings (run_key);
      CREATE INDEX metrics_by_name ON metrics (name, run_key);

      INSERT INTO run_settings (path, run_key, value)
        SELECT each.key, runs.key, CASE each.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE each.value END
        FROM runs, json_each(runs.settings) AS each WHERE each.type != 'null';

      INSERT INTO run_settings (path, run_key, value)
        SELECT 'model', key, line FROM (
          SELECT runs.key, (
            SELECT group_concat(
              json_extract(layer.value, '$.type') || coalesce(' ' || json_extract(layer.value, '$.units'), '')
                || coalesce(' ' || json_extract(layer.value, '$.filters'), ''), ' → ' ORDER BY layer.key)
            FROM json_each(coalesce(
              json_extract(runs.experiment, '$.model.layers'), json_extract(runs.experiment, '$.model.nodes'))) AS layer
          ) AS line FROM runs
        ) WHERE line IS NOT NULL;
    `);
  },
};

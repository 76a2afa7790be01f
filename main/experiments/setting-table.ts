/** The app's own settings: a key and a JSON value. */
import type { StoreContext } from './database.ts';
import type { JsonValue } from './records.ts';
import type { SettingTable } from './store.ts';

export function createSettingTable({ sql, transaction }: StoreContext): SettingTable {
  return {
    get(key) {
      const row = sql<[string], { value: string }>('SELECT value FROM settings WHERE key = ?').get(key);
      return row === undefined ? undefined : (JSON.parse(row.value) as JsonValue);
    },
    set(key, value) {
      transaction(() =>
        sql<[string, string]>(
          'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        ).run(key, JSON.stringify(value)),
      );
    },
  };
}

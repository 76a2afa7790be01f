/** Opens the store: the file, its schema, its tables. */
import { createContext, openDatabase } from './database.ts';
import { createDatasetTable } from './dataset-table.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/registry.ts';
import { createDiskTable } from './disk-table.ts';
import { createRunTable } from './run-table.ts';
import { createSettingTable } from './setting-table.ts';
import { createViewTable } from './view-table.ts';
import type { ExperimentStore, StoreOptions } from './store.ts';

/**
 * Opens or makes the database file. Whoever calls holds the folder's lock: runs that are still marked as running
 * belong to a process that is gone, and become `interrupted`.
 */
export function openStore(file: string, options: StoreOptions): ExperimentStore {
  const database = openDatabase(file);
  try {
    const schema = migrate(database, migrations);
    // Readers in other processes (a backup, a notebook) and the writer do not wait for each other.
    database.pragma('journal_mode = WAL');
    const context = createContext(database, options);
    const runs = createRunTable(context);
    runs.interruptOrphans();
    return {
      datasets: createDatasetTable(context),
      runs,
      views: createViewTable(context),
      disk: createDiskTable(context),
      settings: createSettingTable(context),
      schema,
      atomically: context.transaction,
      onChange: context.onChange,
      close() {
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** One writer per data folder: a lock that the system itself lets go when its holder dies. */
import BetterSqlite3 from 'better-sqlite3';

export interface FolderLock {
  readonly release: () => void;
}

/**
 * Takes the lock, or gives null where another process (or this one) holds it.
 *
 * It is an exclusive transaction on a small database of its own, open for the life of the process: SQLite knows how
 * to lock a file on every system, a crash leaves nothing behind, and the real database stays open to readers.
 */
export function takeFolderLock(file: string): FolderLock | null {
  const database = new BetterSqlite3(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return {
    release() {
      database.close();
    },
  };
}

/** The connection: how the file is opened, what a transaction is, and who hears of it. */
import BetterSqlite3 from 'better-sqlite3';
import type { Database, Statement } from 'better-sqlite3';
import { UserError } from '../base/errors.ts';
import type { StoreChange } from './records.ts';
import { folded } from './query/folded.ts';
import type { StoreOptions } from './store.ts';

/** What every table of the store works with. */
export interface StoreContext extends StoreOptions {
  /** A prepared statement, made on first use. */
  readonly sql: <Parameters extends unknown[], Row = unknown>(text: string) => Statement<Parameters, Row>;
  /** Runs a statement that has neither parameters nor rows, to its end. */
  readonly exec: (text: string) => void;
  /** Runs `work` in one transaction, on disk when this returns. */
  readonly transaction: <Result>(work: () => Result) => Result;
  /** The same, but a power cut (never a crash) may lose the latest of these: for epochs without a checkpoint. */
  readonly relaxedTransaction: <Result>(work: () => Result) => Result;
  /** Told to listeners after the commit; forgotten when the transaction fails. */
  readonly changed: (change: StoreChange) => void;
}

/** Opens without writing: a file that turns out not to be ours stays as it was. */
export function openDatabase(file: string): Database {
  try {
    const database = new BetterSqlite3(file, { timeout: 5000 });
    database.pragma('synchronous = FULL');
    // Pages that deleted runs leave can be given back to the disk, a few at a time, where the file began so.
    if (database.pragma('page_count', { simple: true }) === 0) database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('foreign_keys = ON');
    // Lists of ten thousand runs are found again and again: 64 MB of the file stay at hand instead of SQLite's 2.
    database.pragma('cache_size = -65536');
    database.function('folded', { deterministic: true }, (text) => (typeof text === 'string' ? folded(text) : null));
    // Reads the header, so that a file that is no database is told apart here.
    database.pragma('user_version');
    // Who waits holds the thread: a write that finds the file locked says so soon, and may be tried again.
    database.pragma('busy_timeout = 1000');
    return database;
  } catch (error) {
    throw readable(error, file);
  }
}

/** A sentence that a person can act on for what SQLite says about disks and files; anything else as it is. */
function readable(error: unknown, file: string): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error;
  if (error.code === 'SQLITE_FULL') return new UserError('experiments.diskFull', { file }, { cause: error });
  if (error.code.startsWith('SQLITE_BUSY')) {
    return new UserError('experiments.databaseLocked', { file }, { cause: error });
  }
  if (/^SQLITE_(NOTADB|CORRUPT|CANTOPEN|READONLY|IOERR)/.test(error.code)) {
    return new UserError('experiments.databaseUnreadable', { file, reason: error.message }, { cause: error });
  }
  return error;
}

export function createContext(
  database: Database,
  options: StoreOptions,
): StoreContext & { readonly onChange: (listener: (change: StoreChange) => void) => () => void } {
  const statements = new Map<string, Statement>();
  const listeners = new Set<(change: StoreChange) => void>();
  let pending: StoreChange[] = [];

  function transaction<Result>(work: () => Result): Result {
    // A method may use another one inside its own transaction; only the outermost commits and tells.
    if (database.inTransaction) return work();
    let result: Result;
    try {
      result = database.transaction(work).immediate();
    } catch (error) {
      pending = [];
      throw readable(error, database.name);
    }
    const changes = pending;
    pending = [];
    for (const change of changes) for (const listener of listeners) listener(change);
    return result;
  }

  return {
    ...options,
    sql<Parameters extends unknown[], Row>(text: string): Statement<Parameters, Row> {
      let statement = statements.get(text);
      if (statement === undefined) {
        statement = database.prepare(text);
        statements.set(text, statement);
      }
      // The text of a statement decides its row; each caller states it beside the text.
      return statement as Statement<Parameters, Row>;
    },
    exec(text) {
      database.exec(text);
    },
    transaction,
    relaxedTransaction<Result>(work: () => Result): Result {
      if (database.inTransaction) return work();
      database.pragma('synchronous = NORMAL');
      try {
        return transaction(work);
      } finally {
        database.pragma('synchronous = FULL');
      }
    },
    changed(change) {
      pending.push(change);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a migration is. Once released, a migration is never edited: the next one mends it. */
import type { Database } from 'better-sqlite3';

export interface Migration {
  /** From 1, without gaps; the file's `user_version` after it. */
  readonly version: number;
  readonly name: string;
  /** Runs inside a transaction. May import no live code: the code moves on, the old rows do not. */
  readonly up: (database: Database) => void;
}

/** Brings a database file to the newest schema, and keeps a copy of what it was. */
import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { BugError, UserError } from '../base/errors.ts';
import type { Migration } from './migrations/migration.ts';

/** "Athn": marks the file as ours, so that another program's database is refused. */
const applicationId = 0x4174686e;

function numberPragma(database: Database, name: string): number {
  return Number(database.pragma(name, { simple: true }));
}

/**
 * Runs the migrations that the file has not seen, each in a transaction of its own.
 * An older file is copied to `<file>.before-<version>` first; a newer one is refused untouched.
 */
export function migrate(database: Database, migrations: readonly Migration[]): number {
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) {
      throw new BugError(`migration ${migration.name} has version ${migration.version}, expected ${index + 1}`);
    }
  });
  const newest = migrations.length;
  const found = numberPragma(database, 'user_version');
  const owner = numberPragma(database, 'application_id');
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!isEmpty && owner !== applicationId) throw new UserError('experiments.notOurDatabase', { file: database.name });
  if (found > newest) {
    throw new UserError('experiments.databaseTooNew', { file: database.name, found, supported: newest });
  }
  if (found === newest) return newest;

  if (found > 0) backUp(database, `${database.name}.before-${found + 1}`);
  for (const migration of migrations.slice(found)) {
    database
      .transaction(() => {
        migration.up(database);
        database.pragma(`application_id = ${applicationId}`);
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }
  return newest;
}

function backUp(database: Database, file: string): void {
  try {
    // Left by an earlier attempt that failed: the database has not changed since.
    rmSync(file, { force: true });
    database.prepare('VACUUM INTO ?').run(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('experiments.backupFailed', { file, reason }, { cause: error });
  }
}

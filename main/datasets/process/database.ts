/**
 * One DuckDB for one piece of work. It sees the files named and one folder to write to, no other and no network: no
 * extension is ever loaded or fetched, and the configuration is locked before the first query.
 */
import { copyFile, link, mkdtemp, rm, symlink } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserError } from '../../base/errors.ts';
import type { Block } from '../recipe/blocks.ts';
import { sqlList, sqlName, sqlText } from './sql.ts';

export interface DatabaseAccess {
  readonly read: readonly string[];
  /** A folder. Large sorts and joins spill there too. */
  readonly write?: string;
}

/** DuckDB's own share; batches in flight come on top. */
const memoryLimit = '1GiB';

/** A path in SQL is a pattern; such characters in a real name would match other files. */
const patternCharacters = /[*?[\]]/;

export class Database implements AsyncDisposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #links: string;
  readonly #signal: AbortSignal;
  readonly #interrupt: () => void;
  #linkCount = 0;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, links: string, signal: AbortSignal) {
    this.#instance = instance;
    this.#connection = connection;
    this.#links = links;
    this.#signal = signal;
    this.#interrupt = () => {
      connection.interrupt();
    };
    signal.addEventListener('abort', this.#interrupt);
  }

  static async open(access: DatabaseAccess, signal: AbortSignal): Promise<Database> {
    signal.throwIfAborted();
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const links = await mkdtemp(join(tmpdir(), 'athanor-data-'));
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(availableParallelism()),
      memory_limit: memoryLimit,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    const connection = await instance.connect();
    const folders = [links, ...(access.write === undefined ? [] : [access.write])].map((path) =>
      join(resolve(path), '/'),
    );
    await connection.run(
      [
        `SET temp_directory = ${sqlText(access.write === undefined ? '' : join(resolve(access.write), 'spill'))}`,
        // Progress is kept only while a bar would be shown.
        'SET enable_progress_bar = true',
        'SET enable_progress_bar_print = false',
        'SET progress_bar_time = 0',
        `SET allowed_paths = ${sqlList(access.read.map((path) => sqlText(resolve(path))))}`,
        `SET allowed_directories = ${sqlList(folders.map(sqlText))}`,
        'SET enable_external_access = false',
        'SET lock_configuration = true',
      ].join(';'),
    );
    return new Database(instance, connection, links, signal);
  }

  /** A file's path quoted for SQL, safe from being taken for a pattern. */
  async path(path: string): Promise<string> {
    return sqlText(await this.plainPath(path));
  }

  /** The same, not yet quoted: the name under which DuckDB knows the file. */
  async plainPath(path: string): Promise<string> {
    const whole = resolve(path);
    if (!patternCharacters.test(whole)) return whole;
    const plain = join(this.#links, `${this.#linkCount++}${basename(whole).includes('.parquet') ? '.parquet' : ''}`);
    // Windows grants links to few; a copy always works.
    await symlink(whole, plain)
      .catch(() => link(whole, plain))
      .catch(() => copyFile(whole, plain));
    return plain;
  }

  async run(sql: string): Promise<void> {
    await this.#guard(() => this.#connection.run(sql));
  }

  /** All rows: numbers, texts, booleans, lists of them, and null. Counts must be cast to DOUBLE. */
  async rows(sql: string): Promise<unknown[][]> {
    const reader = await this.#guard(() => this.#connection.runAndReadAll(sql));
    return reader.getRowsJS();
  }

  /**
   * Runs SQL that a person wrote and gives its first `limit` rows as text. Throws UserError `datasets.queryNotSelect` for
   * anything but one SELECT.
   */
  async select(
    sql: string,
    limit: number,
  ): Promise<{ columns: string[]; rows: (string | null)[][]; truncated: boolean }> {
    const { StatementType } = await import('@duckdb/node-api');
    const statements = await this.#guard(() => this.#connection.extractStatements(sql));
    const statement = statements.count === 1 ? await this.#guard(() => statements.prepare(0)) : null;
    if (statement?.statementType !== StatementType.SELECT)
      throw new UserError('datasets.queryNotSelect', {}, { path: 'sql' });
    const reader = await this.#guard(() => statement.streamAndReadUntil(limit + 1));
    const rows = reader
      .getRows()
      .slice(0, limit)
      .map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    return { columns: reader.deduplicatedColumnNames(), rows, truncated: reader.currentRowCount > limit };
  }

  /** The single row of a query that has one. */
  async row(sql: string): Promise<unknown[]> {
    const [row] = await this.rows(sql);
    return row ?? [];
  }

  /** A whole column of the given length. For `numbers` the query gives DOUBLE; null becomes NaN. */
  async column(sql: string, name: string, kind: Block['kind'], length: number): Promise<Block> {
    const result = await this.#guard(() => this.#connection.stream(sql));
    const numbers = new Float64Array(kind === 'numbers' ? length : 0);
    const texts: (string | null)[] = [];
    let row = 0;
    for (;;) {
      const chunk = await this.#guard(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) break;
      const vector = chunk.getColumnVector(0);
      // The library asks the database for it each time.
      const { rowCount } = chunk;
      for (let index = 0; index < rowCount; index++, row++) {
        const item = vector.getItem(index);
        if (kind === 'numbers') numbers[row] = typeof item === 'number' ? item : NaN;
        else texts.push(typeof item === 'string' ? item : null);
      }
    }
    return kind === 'numbers' ? { kind, name, values: numbers } : { kind, name, values: texts };
  }

  /** Makes a temporary table of columns of equal length. Empty texts and NaN are missing. */
  async createTable(
    table: string,
    columns: readonly { readonly name: string; readonly values: readonly string[] | Float64Array }[],
  ): Promise<void> {
    const types = columns.map(({ name, values }) => `${sqlName(name)} ${Array.isArray(values) ? 'VARCHAR' : 'DOUBLE'}`);
    await this.run(`CREATE TEMP TABLE ${sqlName(table)} (${types.join(', ')})`);
    const appender = await this.#guard(() => this.#connection.createAppender(table));
    const rows = columns[0]?.values.length ?? 0;
    for (let row = 0; row < rows; row += 1) {
      for (const { values } of columns) {
        const value = values[row];
        if (value === undefined || value === '' || Number.isNaN(value)) appender.appendNull();
        else if (typeof value === 'string') appender.appendVarchar(value);
        else appender.appendDouble(value);
      }
      appender.endRow();
    }
    appender.closeSync();
  }

  /** Share of the running query that is done, 0 to 1. */
  get progress(): number {
    return Math.min(1, Math.max(0, this.#connection.progress.percentage / 100));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
    await rm(this.#links, { recursive: true, force: true });
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      this.#signal.throwIfAborted();
      throw translate(error);
    }
  }
}

/** DuckDB's complaints about the machine as errors for a person; all others as they are. */
function translate(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (/No space left|not enough space|disk full/i.test(message))
    return new UserError('datasets.diskFull', {}, { cause: error });
  if (/^Out of Memory Error/i.test(message)) return new UserError('datasets.outOfMemory', {}, { cause: error });
  return error;
}

/** What a file format is to the import: something that opens a file as a table of texts. */
import type { Database } from '../process/database.ts';
import type { DataWarning, RejectedRow, SettledOptions, TableOptions } from '../types.ts';

export interface OpenRequest {
  readonly path: string;
  /** The name that the person knows the file by. */
  readonly file: string;
  readonly options: TableOptions;
  /** A folder for what must be written on the way. */
  readonly scratch: string;
  /** Whether only the first rows are wanted. */
  readonly preview: boolean;
  /** Set when a first attempt met line ends of several kinds. */
  readonly mendLineEnds: boolean;
  readonly signal: AbortSignal;
}

export interface OpenedTable {
  /** `kinds` is not settled yet: only the content tells. */
  readonly options: Omit<SettledOptions, 'kinds'>;
  readonly bytes: number;
  /** Time of the last change, to notice one during the import. */
  readonly modified: number;
  /** Column names, unique, in order. */
  readonly columns: readonly string[];
  readonly warnings: readonly DataWarning[];
  /** Files that the database must be allowed to read. */
  readonly files: readonly string[];
  /**
   * A table expression with one text column `c0`, `c1`, … per column, missing cells null, in file order.
   * With `record`, rows that do not fit are noted for `rejected`; they are left out either way.
   */
  relation(database: Database, record: boolean): Promise<string>;
  /** Rows that the recorded pass left out, in file order. At most `limit`, which is reached when there are more. */
  rejected(database: Database, limit: number): Promise<RejectedRow[]>;
  /** Lines, from 1, on which rows of the table begin. */
  lines(rows: readonly number[], rejected: readonly RejectedRow[]): Promise<number[]>;
}

export interface TableImporter {
  /** Names of files that are taken for this format, without the dot, in lower case. */
  readonly extensions: readonly string[];
  open(request: OpenRequest): Promise<OpenedTable>;
}

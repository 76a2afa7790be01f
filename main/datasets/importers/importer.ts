/** What a file format is to the import: something that opens a file as a table of texts. */
import type { Database } from '../process/database.ts';
import type { Source } from '../source/source.ts';
import type { ColumnKind, DataWarning, RejectedRow, SettledOptions, TableOptions } from '../types.ts';

export interface OpenRequest {
  readonly source: Source;
  readonly options: TableOptions;
  /** A folder for what must be written on the way. */
  readonly scratch: string;
  /** Whether only the first rows are wanted. */
  readonly preview: boolean;
  /** Set when a first attempt met line ends of several kinds. */
  readonly mendLineEnds: boolean;
  readonly signal: AbortSignal;
}

/** Where a row of the table is in a file. */
export interface RowPlace {
  readonly file: string;
  /** From 1: line of a text, row of a sheet; where a format has neither, the number of the record. */
  readonly line: number;
}

export interface OpenedTable {
  /** `kinds` is not settled yet: only the content tells. */
  readonly options: Omit<SettledOptions, 'kinds'>;
  /** Column names, unique, in order. */
  readonly columns: readonly string[];
  /** Kinds that the format itself states, by column name; the others are learnt from the cells. */
  readonly declared: ReadonlyMap<string, ColumnKind>;
  /** The sheets or tables that `options.table` chooses from; empty where a file is one table. */
  readonly tables: readonly string[];
  readonly warnings: readonly DataWarning[];
  /** Files that the database must be allowed to read. */
  readonly files: readonly string[];
  /**
   * A table expression with one text column `c0`, `c1`, … per column, missing cells null, in file order.
   * Rows that do not fit are left out, and noted for `rejected`.
   */
  relation(database: Database): Promise<string>;
  /** Rows that the recorded pass left out, in file order. At most `limit`, which is reached when there are more. */
  rejected(database: Database, limit: number): Promise<RejectedRow[]>;
  /** Where the given rows of the table begin. `rows` ascend. */
  places(rows: readonly number[], rejected: readonly RejectedRow[], database: Database): Promise<RowPlace[]>;
}

export interface TableImporter {
  /** Names of files that are taken for this format, without the dot, in lower case. */
  readonly extensions: readonly string[];
  /** Whether these first bytes can be nothing else, whatever the file is called. */
  recognizes(start: Uint8Array): boolean;
  open(request: OpenRequest): Promise<OpenedTable>;
}

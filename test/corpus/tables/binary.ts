/** Parquet, SQLite and Arrow files that are damaged, cut off, or lie. */
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { CorpusCase } from './case.ts';

const golden = (name: string): Buffer => readFileSync(new URL(`../../golden/tables/${name}`, import.meta.url));
const parquet = golden('table.parquet');
const feather = golden('table-lz4.feather');
const sqlite = golden('table.sqlite');

/** With some bytes replaced. */
function spoilt(bytes: Buffer, at: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, at < 0 ? copy.length + at : at);
  return copy;
}

const database =
  (...statements: string[]) =>
  (path: string): void => {
    using made = { connection: new Database(path), [Symbol.dispose]: () => made.connection.close() };
    for (const statement of statements) made.connection.exec(statement);
  };

export const binary: readonly CorpusCase[] = [
  {
    name: 'Parquet, cut off',
    file: 'a.parquet',
    content: parquet.subarray(0, 3000),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'Parquet of four bytes',
    file: 'a.parquet',
    content: parquet.subarray(0, 4),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'Parquet whose footer is longer than the file',
    file: 'a.parquet',
    content: spoilt(parquet, -8, 0xff, 0xff, 0xff, 0x7f),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'Parquet whose footer is no footer',
    file: 'a.parquet',
    content: spoilt(parquet, -8 - parquet.readUInt32LE(parquet.length - 8), ...Array<number>(200).fill(0xee)),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'Parquet whose pages are damaged',
    file: 'a.parquet',
    content: spoilt(parquet, 40, ...Array<number>(400).fill(0x5a)),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'a text under the name of Parquet',
    file: 'a.parquet',
    content: 'a,b\n1,2\n',
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'Arrow, cut off',
    file: 'a.feather',
    content: feather.subarray(0, 2500),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'Arrow of eight bytes',
    file: 'a.feather',
    content: feather.subarray(0, 8),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'Arrow whose footer is damaged',
    file: 'a.feather',
    content: spoilt(feather, -60, ...Array<number>(40).fill(0xff)),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'a text under the name of Arrow',
    file: 'a.arrow',
    content: 'a,b\n1,2\n',
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'a text under the name of SQLite',
    file: 'a.sqlite',
    content: 'a,b\n1,2\n',
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'SQLite, cut off',
    file: 'a.sqlite',
    content: sqlite.subarray(0, 5000),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'SQLite of its first page alone',
    file: 'a.sqlite',
    content: sqlite.subarray(0, 100),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'SQLite whose pages are damaged',
    file: 'a.sqlite',
    content: spoilt(sqlite, 4096, ...Array<number>(4096).fill(0xa5)),
    expected: { code: 'datasets.notReadable' },
  },
  {
    name: 'SQLite without tables',
    file: 'a.sqlite',
    content: database('CREATE TABLE t (a)', 'DROP TABLE t'),
    expected: { code: 'datasets.noTables' },
  },
  {
    name: 'SQLite with an empty table',
    file: 'a.sqlite',
    content: database('CREATE TABLE t (a, b)'),
    expected: { code: 'datasets.noRows' },
  },
  {
    name: 'SQLite with a view that never ends',
    file: 'a.sqlite',
    content: database(
      'CREATE TABLE t (a, b)',
      "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
      'CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n',
    ),
    expected: {
      cells: [
        ['1', 'x'],
        ['2', 'y'],
      ],
      warnings: [],
    },
  },
  {
    name: 'SQLite with values of every kind in a column',
    file: 'a.sqlite',
    content: database(
      'CREATE TABLE "t ""x""" (a, b, c)',
      `INSERT INTO "t ""x""" VALUES (9223372036854775807, 1.5, x'00ff'), ('x', 1e999, NULL), (NULL, -2, 'y')`,
    ),
    expected: {
      columns: { a: 'text', b: 'number', c: 'text' },
      warnings: ['datasets.columnBinary', 'datasets.nonFinite'],
    },
  },
  {
    name: 'SQLite with a write-ahead log',
    file: 'a.sqlite',
    content: database('PRAGMA journal_mode = WAL', 'CREATE TABLE t (a, b)', "INSERT INTO t VALUES (1, 'x'), (2, 'y')"),
    expected: {
      cells: [
        ['1', 'x'],
        ['2', 'y'],
      ],
    },
  },
];

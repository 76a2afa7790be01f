/** The same table comes out of every format that another program wrote it in. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tableRows } from '../../../main/datasets/table/rows.ts';
import { importTable } from '../../../main/datasets/table/import-table.ts';
import { tableImporters } from '../../../main/datasets/importers/registry.ts';
import type { TableManifest } from '../../../main/datasets/manifest.ts';
import type { TableOptions } from '../../../main/datasets/types.ts';
import { never, userError, Workbench } from './tables.ts';

const golden = (name: string): string => fileURLToPath(new URL(`../../golden/tables/${name}`, import.meta.url));
const expected = JSON.parse(readFileSync(golden('expected.json'), 'utf8')) as {
  columns: string[];
  rows: (string | number | null)[][];
};
const numeric = new Set(['count', 'length']);

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => {
  bench[Symbol.dispose]();
});

async function cells(manifest: TableManifest): Promise<(string | number | null)[][]> {
  const request = { folder: bench.datasetFolder(manifest), offset: 0, limit: 1000, sort: null };
  const { columns, rows } = await tableRows(request, never);
  return rows.map((row) =>
    row.map((cell, index) => (cell !== null && numeric.has(columns[index] ?? '') ? Number(cell) : cell)),
  );
}

async function importGolden(name: string, options: TableOptions = {}): Promise<TableManifest> {
  return bench.import(name, options, golden(name));
}

/** Formats in which the moments have fewer digits, or none at all. */
const kinds = {
  count: 'integer',
  length: 'number',
  name: 'text',
  sort: 'category',
  good: 'boolean',
  day: 'date',
  moment: 'date',
};

describe('the same table', () => {
  test.each([
    ['table.xlsx', 'excel', ['datasets.firstTable']],
    ['table.sqlite', 'sqlite', ['datasets.firstTable']],
    ['table-lz4.feather', 'arrow', []],
    ['table-zstd.feather', 'arrow', []],
    ['table-uncompressed.feather', 'arrow', []],
    ['table.arrows', 'arrow', []],
    ['table.parquet', 'parquet', []],
    ['table.json', 'json', []],
    ['table.jsonl', 'json', []],
    ['table.csv.gz', 'csv', []],
    ['table-comma.tsv', 'csv', ['datasets.decimalComma']],
    ['table-gb.csv', 'csv', ['datasets.encodingGuessed']],
  ])('comes out of %s', async (name, format, warnings) => {
    const manifest = await importGolden(name);
    expect(manifest.options.format).toBe(format);
    expect(Object.fromEntries(manifest.columns.map((column) => [column.name, column.kind]))).toEqual(kinds);
    expect(await cells(manifest)).toEqual(expected.rows);
    expect(manifest.warnings.map(({ code }) => code)).toEqual(warnings);
    expect(manifest.rejected).toEqual([]);
    const preview = await bench.preview(name, {}, golden(name));
    expect(preview.columns.map(({ kind }) => kind)).toEqual(manifest.columns.map(({ kind }) => kind));
    expect(preview.rows.length).toBe(expected.rows.length);
  });

  test.each(['table.xlsx', 'table-lz4.feather', 'table.parquet', 'table.sqlite'])(
    'is told from the bytes where %s has another name',
    async (name) => {
      writeFileSync(bench.path('wrong.csv'), readFileSync(golden(name)));
      const manifest = await bench.import('wrong.csv');
      expect(manifest.rows).toBe(expected.rows.length);
      expect(manifest.warnings[0]?.code).toBe('datasets.formatByContent');
    },
  );
});

describe('a file with several tables', () => {
  test.each([
    ['table.xlsx', ['Measured', 'Other'], 'Other'],
    ['table.sqlite', ['measured things', 'other'], 'other'],
  ])('gives the wished one of %s', async (name, tables, table) => {
    expect((await bench.preview(name, {}, golden(name))).tables).toEqual(tables);
    const manifest = await importGolden(name, { table });
    expect(await cells(manifest)).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
    expect(manifest.options.table).toBe(table);
    expect(manifest.warnings).toEqual([]);
    expect(await userError(importGolden(name, { table: 'othr' }))).toMatchObject({ code: 'datasets.tableUnknown' });
  });
});

describe('several files', () => {
  const importFiles = (files: Readonly<Record<string, string>>, options: TableOptions = {}) => {
    const named = Object.entries(files).map(([file, text]) => ({ file, path: bench.write(file, text) }));
    return importTable({ files: named, folder: bench.nextFolder(), options }, () => undefined, never);
  };
  test('are one table, in order, whatever the order of their columns', async () => {
    const manifest = await importFiles({ 'a.csv': 'p,q\n1,x\n2,y\n', 'b.jsonl': '{"q":"z","p":3}\n{"q":"w","p":4}\n' });
    expect(await cells(manifest)).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'z'],
      ['4', 'w'],
    ]);
    expect(manifest.sources.map(({ name }) => name)).toEqual(['a.csv', 'b.jsonl']);
    expect(manifest.sourceName).toBe('a.csv + 1');
  });
  test('need the same columns', async () => {
    expect(await userError(importFiles({ 'a.csv': 'p,q\n1,x\n', 'b.csv': 'p,qq\n1,x\n' }))).toMatchObject({
      code: 'datasets.columnsDiffer',
      params: { file: 'b.csv', first: 'a.csv', column: 'q', missing: true },
    });
    expect(await userError(importFiles({ 'a.csv': 'p,q\n1,x\n', 'b.csv': 'p,q,r\n1,x,1\n' }))).toMatchObject({
      params: { file: 'b.csv', column: 'r', missing: false },
    });
  });
  test('have their bad rows and odd cells named with the file', async () => {
    const many = Array.from({ length: 30 }, (_, row) => `${row},x`).join('\n');
    const files = { 'a.csv': `p,q\n${many}\n`, 'b.csv': `p,q\n1,x\n5\n${many}\nodd,z\n` };
    expect(await userError(importFiles(files))).toMatchObject({ location: { file: 'b.csv', line: 3 } });
    const manifest = await importFiles(files, { onBadRow: 'keepAside' });
    expect(manifest.rejected).toMatchObject([{ file: 'b.csv', line: 3 }]);
    expect(manifest.warnings[0]).toMatchObject({ params: { value: 'odd', file: 'b.csv', line: 34, row: 61 } });
  });
});

test('a JSON record that is none is kept aside with its line, and numbers keep their digits', async () => {
  bench.write('a.jsonl', '{"a":{"b":9007199254740993,"c":[1]}}\n{"a":\n[3]\n7\n{"a":{"b":2}}\n');
  const manifest = await bench.import('a.jsonl', { onBadRow: 'keepAside' });
  expect(manifest.columns.map(({ name }) => name)).toEqual(['a.b', 'a.c', 'column_1']);
  expect(await cells(manifest)).toEqual([
    ['9007199254740993', '[1]', null],
    [null, null, '3'],
    ['2', null, null],
  ]);
  expect(manifest.rejected.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'syntax'],
    [4, 'syntax'],
  ]);
});

test('a column that comes late in a JSON file is a column', async () => {
  const rows = Array.from({ length: 12_000 }, (_, row) => (row === 11_000 ? '{"b":1,"a":2}' : `{"a":${row}}`));
  bench.write('late.json', `[${rows.join(',\n')}]`);
  const manifest = await bench.import('late.json');
  expect(manifest.columns.map(({ name, missing }) => [name, missing])).toEqual([
    ['a', 0],
    ['b', 11_999],
  ]);
});

test('no two formats claim an ending', () => {
  const endings = Object.values(tableImporters).flatMap(({ extensions }) => extensions);
  expect(new Set(endings).size).toBe(endings.length);
});

/** Files in files: gzip and workbooks that are cut off, lie about themselves, or grow. */
import { writeFileSync } from 'node:fs';
import { createGzip, gzipSync } from 'node:zlib';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { workbook, zipFile } from '../../support/zip.ts';
import type { CorpusCase } from './case.ts';

const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (...cells: string[]): string => `<row>${cells.join('')}</row>`;
const simple = row(text('a'), text('b')) + row('<c><v>1</v></c>', text('x')) + row('<c><v>2</v></c>', text('y'));
const table = gzipSync(`a,b\n${'1,2\n'.repeat(1000)}`);

export const packed: readonly CorpusCase[] = [
  {
    name: 'gzip, cut off',
    file: 'a.csv.gz',
    content: table.subarray(0, table.length - 20),
    expected: { code: 'datasets.packedDamaged', params: { cutOff: true } },
  },
  {
    name: 'gzip, cut off in its head',
    file: 'a.csv.gz',
    content: Uint8Array.of(0x1f, 0x8b, 8, 0),
    expected: { code: 'datasets.packedDamaged', params: { cutOff: true } },
  },
  {
    name: 'gzip, with a bit turned',
    file: 'a.csv.gz',
    content: Buffer.concat([table.subarray(0, -8), Buffer.of(table.at(-8) ?? 0 ^ 1, 9, 9, 9), table.subarray(-4)]),
    expected: { code: 'datasets.packedDamaged', params: { cutOff: false } },
  },
  { name: 'gzip of nothing', file: 'a.csv.gz', content: gzipSync(''), expected: { code: 'datasets.fileEmpty' } },
  {
    name: 'gzip in gzip',
    file: 'a.csv.gz',
    content: gzipSync(table),
    expected: { code: 'datasets.notText', params: { looksLike: 'gzip' } },
  },
  { name: 'gzip without an ending that says so', file: 'a.csv', content: table, expected: { rows: 1000 } },
  {
    name: 'gzip with a NUL byte in its text',
    file: 'a.csv.gz',
    content: gzipSync(`a,b\n${'1,2\n'.repeat(300_000)}3,\0\n`),
    expected: { code: 'datasets.nulByte', params: { line: 300_002 } },
  },
  {
    name: 'gzip that grows a thousandfold',
    file: 'a.csv.gz',
    content: async (path) => {
      const gzip = createGzip({ level: 9 });
      const file = gzip.pipe(createWriteStream(path));
      const zeros = Buffer.alloc(2 ** 24, '0,0\n');
      for (let written = 0; written < 2 ** 28 + 2 ** 25; written += zeros.length) {
        if (!gzip.write(zeros)) await once(gzip, 'drain');
      }
      gzip.end();
      await once(file, 'finish');
    },
    expected: { code: 'datasets.packedBomb' },
  },
  {
    name: 'a zip of something',
    file: 'a.csv',
    content: zipFile([{ name: 'a.txt', content: 'x' }]),
    expected: { code: 'datasets.notText', params: { looksLike: 'zip' } },
  },
  {
    name: 'a workbook that is no zip',
    file: 'a.xlsx',
    content: 'a,b\n1,2\n',
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'a zip that is no workbook',
    file: 'a.xlsx',
    content: zipFile([{ name: 'a.txt', content: 'x' }]),
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'a workbook, cut off',
    file: 'a.xlsx',
    content: workbook({ sheets: { S: simple } }).subarray(0, 700),
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'a workbook with a password',
    file: 'a.xlsx',
    content: Buffer.concat([Buffer.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), Buffer.alloc(2000)]),
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'a workbook whose sheet is no XML',
    file: 'a.xlsx',
    content: workbook({ sheets: { S: '<row><c><v>1</v></row>' } }),
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'a workbook whose part is longer than it says',
    file: 'a.xlsx',
    content: workbook({
      sheets: { S: simple },
      more: [
        {
          name: 'xl/worksheets/sheet0.xml',
          content: `<worksheet><sheetData>${simple}</sheetData></worksheet>`,
          claimedSize: 20,
        },
      ],
    }),
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'a workbook whose part says that it grows a thousandfold',
    file: 'a.xlsx',
    content: workbook({
      sheets: { S: simple },
      more: [{ name: 'xl/worksheets/sheet0.xml', content: '<worksheet/>', claimedSize: 2 ** 31 }],
    }),
    expected: { code: 'datasets.packedBomb' },
  },
  {
    name: 'a workbook with entities that grow',
    file: 'a.xlsx',
    content: workbook({
      sheets: {},
      more: [
        {
          name: 'xl/workbook.xml',
          content: '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><workbook>&b;</workbook>',
        },
      ],
    }),
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'a workbook without sheets',
    file: 'a.xlsx',
    content: workbook({ sheets: {} }),
    expected: { code: 'datasets.noTables' },
  },
  {
    name: 'an empty sheet',
    file: 'a.xlsx',
    content: workbook({ sheets: { S: '' } }),
    expected: { code: 'datasets.sheetEmpty', params: { table: 'S' } },
  },
  {
    name: 'a sheet with a header alone',
    file: 'a.xlsx',
    content: workbook({ sheets: { S: row(text('a'), text('b')) } }),
    expected: { code: 'datasets.noRows' },
  },
  {
    name: 'a sheet that is not there',
    file: 'a.xlsx',
    content: workbook({ sheets: { S: simple } }),
    options: { table: 'T' },
    expected: { code: 'datasets.tableUnknown' },
  },
  {
    name: 'a workbook with formulas, errors and truths',
    file: 'a.xlsx',
    content: workbook({
      sheets: {
        S:
          row(text('f'), text('e'), text('b'), text('s')) +
          row(
            '<c><f>1+1</f><v>2</v></c>',
            '<c t="e"><v>#DIV/0!</v></c>',
            '<c t="b"><v>1</v></c>',
            '<c t="str"><f>A1</f><v>x</v></c>',
          ) +
          row('<c><f>NOW()</f></c>', '<c t="e"><v>#N/A</v></c>', '<c t="b"><v>0</v></c>', '<c t="str"><v></v></c>') +
          row('<c><v>3.5</v></c>', '<c><v>7</v></c>', '<c t="b"><v>1</v></c>', text('y')),
      },
    }),
    expected: {
      cells: [
        ['2.0', '#DIV/0!', 'true', 'x'],
        [null, null, 'false', null],
        ['3.5', '7', 'true', 'y'],
      ],
      columns: { f: 'number', e: 'text', b: 'boolean', s: 'text' },
    },
  },
  {
    name: 'a workbook with dates, of 1904 and before March 1900',
    file: 'a.xlsx',
    content: workbook({
      sheets: {
        S:
          row(text('d'), text('n')) +
          row('<c s="1"><v>0</v></c>', '<c><v>1</v></c>') +
          row('<c s="1"><v>43830.75</v></c>', '<c><v>2</v></c>'),
      },
      styles: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      from1904: true,
    }),
    expected: {
      columns: { d: 'date', n: 'integer' },
      cells: [
        ['1904-01-01', '1'],
        ['2024-01-01 18:00:00', '2'],
      ],
    },
  },
  {
    name: 'a workbook with gaps, a title above, and a row too long',
    file: 'a.xlsx',
    content: workbook({
      sheets: {
        S: `<row r="3"><c r="B3" t="inlineStr"><is><t>a</t></is></c><c r="C3" t="inlineStr"><is><t>b</t></is></c></row>
            <row r="5"><c r="B5"><v>1</v></c></row><row r="7"><c r="A7"><v>5</v></c><c r="D7"><v>9</v></c></row><row r="9"><c r="C9"><v>2</v></c></row>`,
      },
    }),
    options: { onBadRow: 'keepAside' },
    expected: {
      rejected: [7],
      columns: { column_1: 'text', a: 'integer', b: 'integer' },
      cells: [
        [null, '1', null],
        [null, null, '2'],
      ],
    },
  },
  {
    name: 'a cell far beyond the last column',
    file: 'a.xlsx',
    content: workbook({ sheets: { S: simple + '<row><c r="ZZZ4"><v>1</v></c></row>' } }),
    expected: { code: 'datasets.workbookDamaged' },
  },
  {
    name: 'shared texts in pieces, with readings, and one that is not there',
    file: 'a.xlsx',
    content: workbook({
      sheets: {
        S:
          row(text('a'), text('n')) +
          row('<c t="s"><v>0</v></c>', '<c><v>1</v></c>') +
          row('<c t="s"><v>99</v></c>', '<c><v>2</v></c>'),
      },
      sharedStrings: '<sst><si><r><t>東</t></r><r><t>京</t></r><rPh sb="0" eb="1"><t>トウキョウ</t></rPh></si></sst>',
    }),
    expected: {
      cells: [
        ['東京', '1'],
        [null, '2'],
      ],
    },
  },
  {
    name: 'a workbook with a part outside of it',
    file: 'a.xlsx',
    content: (path) =>
      writeFileSync(path, workbook({ sheets: { S: simple }, more: [{ name: '../../evil.txt', content: 'x' }] })),
    expected: { code: 'datasets.workbookDamaged' },
  },
];

/** Delimited texts that are hard to read, or no tables at all. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { CorpusCase } from './case.ts';

const keepAside = { onBadRow: 'keepAside' } as const;

export const delimited: readonly CorpusCase[] = [
  { name: 'no bytes', file: 'a.csv', content: '', expected: { code: 'datasets.fileEmpty' } },
  { name: 'a mark alone', file: 'a.csv', content: '\ufeff', expected: { code: 'datasets.noRows' } },
  { name: 'a header alone', file: 'a.csv', content: 'a,b\n', expected: { code: 'datasets.noRows' } },
  { name: 'line ends alone', file: 'a.csv', content: '\n\r\n\n', expected: { code: 'datasets.noRows' } },
  {
    name: 'ragged rows',
    file: 'a.csv',
    content: 'a,b\n1,2\n3\n4,5,6\n7,8\n',
    expected: { code: 'datasets.raggedRow', params: { line: 3, lines: '3, 4', count: 2 } },
  },
  {
    name: 'ragged rows, kept aside',
    file: 'a.csv',
    content: 'a,b\n1,2\n3\n4,5,6\n7,8\n',
    options: keepAside,
    expected: {
      cells: [
        ['1', '2'],
        ['7', '8'],
      ],
      rejected: [3, 4],
      warnings: ['datasets.rowsKeptAside'],
    },
  },
  {
    name: 'ragged rows below quoted line ends',
    file: 'a.csv',
    content: 'a,b\n"x\ny\nz",2\n3\n4,5\n',
    options: keepAside,
    expected: { rows: 2, rejected: [5] },
  },
  {
    name: 'a quote that never closes',
    file: 'a.csv',
    content: 'a,b\n1,2\n3,"4\n5,6\n',
    options: { quote: '"' },
    expected: { code: 'datasets.badRow', params: { line: 3, reason: 'quote' } },
  },
  {
    name: 'text behind a closing quote',
    file: 'a.csv',
    content: 'a,b\n1,"x"y\n2,"z"\n3,w\n',
    options: { quote: '"' },
    expected: { code: 'datasets.badRow', params: { line: 2 } },
  },
  {
    name: 'quotes doubled and empty',
    file: 'a.csv',
    content: 'a,b\n"",""""\n"x","y ""z"""\n',
    expected: {
      cells: [
        [null, '"'],
        ['x', 'y "z"'],
      ],
    },
  },
  {
    name: 'quotes of one stroke',
    file: 'a.csv',
    content: "a;b\n'x;y';1\n'z''s';2\n",
    options: { quote: "'" },
    expected: {
      cells: [
        ['x;y', '1'],
        ["z's", '2'],
      ],
    },
  },
  {
    name: 'a NUL byte',
    file: 'a.csv',
    content: 'a,b\n1,2\n3,\0\n',
    expected: { code: 'datasets.nulByte', params: { line: 3 } },
  },
  {
    name: 'NUL bytes alone',
    file: 'a.csv',
    content: new Uint8Array(4096),
    expected: { code: 'datasets.nulByte', params: { line: 1 } },
  },
  {
    name: 'a NUL character in UTF-16',
    file: 'a.csv',
    content: Buffer.from('\ufeffa,b\n1,2\n3,\0\n', 'utf16le'),
    expected: { code: 'datasets.nulByte', params: { line: 3 } },
  },
  {
    name: 'UTF-16 cut off in a character',
    file: 'a.csv',
    content: Buffer.from('\ufeffa,b\n1,2\n3,4\n', 'utf16le').subarray(0, 23),
    expected: { code: 'datasets.encoding', params: { encoding: 'utf-16le' } },
  },
  {
    name: 'UTF-16 of the other order',
    file: 'a.csv',
    content: Buffer.from('\ufeffa,b\n1,é\n2,z\n', 'utf16le').swap16(),
    expected: {
      cells: [
        ['1', 'é'],
        ['2', 'z'],
      ],
    },
  },
  {
    name: 'bytes that are not UTF-8',
    file: 'a.csv',
    content: Buffer.from('a,b\n1,2\ncaf\xe9,3\n', 'latin1'),
    expected: { code: 'datasets.encoding', params: { line: 3 } },
  },
  {
    name: 'the same with its encoding named',
    file: 'a.csv',
    content: Buffer.from('a,b\nx,2\ncaf\xe9,3\n', 'latin1'),
    options: { encoding: 'windows-1252' },
    expected: {
      cells: [
        ['x', '2'],
        ['café', '3'],
      ],
    },
  },
  {
    name: 'GB18030, told from its bytes',
    file: 'a.csv',
    content: Buffer.concat([Buffer.from('a,b\n'), Buffer.from([0xc6, 0xbb, 0xb9, 0xfb]), Buffer.from(',1\nx,2\n')]),
    expected: {
      cells: [
        ['苹果', '1'],
        ['x', '2'],
      ],
      warnings: ['datasets.encodingGuessed'],
    },
  },
  {
    name: 'an encoding that is none',
    file: 'a.csv',
    content: 'a\n1\n',
    options: { encoding: 'klingon' },
    expected: { code: 'datasets.encodingUnknown' },
  },
  {
    name: 'line ends of three kinds',
    file: 'a.csv',
    content: 'a,b\r1,2\r\n3,4\n5,6',
    expected: {
      cells: [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    },
  },
  {
    name: 'names that come twice, differ in case, or are missing',
    file: 'a.csv',
    content: 'a,A,,a\n1,2,3,4\n5,6,7,8\n',
    expected: {
      columns: { a: 'integer', A_2: 'integer', column_3: 'integer', a_3: 'integer' },
      warnings: ['datasets.columnRenamed', 'datasets.columnUnnamed', 'datasets.columnRenamed'],
    },
  },
  {
    name: 'names of emoji, quotes, line ends and SQL',
    file: 'a.csv',
    content: '"🔥","x\ny","a""b","\'); DROP TABLE t; --"\n1,2,3,4\n5,6,7,8\n',
    expected: { columns: { '🔥': 'integer', 'x\ny': 'integer', 'a"b': 'integer', "'); DROP TABLE t; --": 'integer' } },
  },
  {
    name: 'a file with an emoji and a line end in its name',
    file: 'gift 🎁\n2.csv',
    content: 'a,b\n1,2\n3,4\n',
    expected: {
      cells: [
        ['1', '2'],
        ['3', '4'],
      ],
    },
  },
  {
    name: 'a file whose name is a pattern',
    file: 'a*[0-9]?.csv',
    content: 'a,b\n1,2\n3,4\n',
    expected: { rows: 2 },
  },
  {
    name: '100,000 columns',
    file: 'a.csv',
    content: `${Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(',')}\n`,
    expected: { code: 'datasets.tooManyColumns', params: { columns: 100_000 } },
  },
  {
    name: 'a line of five million characters',
    file: 'a.csv',
    content: `a,b\n1,2\n3,${'x'.repeat(5_000_000)}\n4,5\n`,
    expected: { code: 'datasets.badRow', params: { line: 3, reason: 'tooLong' } },
  },
  {
    name: 'numbers beyond float64 and int64',
    file: 'a.csv',
    content: 'a,b,c\n1e999,9223372036854775808,1\n2,1,2\n-1e999,3,1e-999\n',
    expected: {
      columns: { a: 'number', b: 'number', c: 'number' },
      warnings: ['datasets.nonFinite'],
    },
  },
  {
    name: 'whole numbers at the edge of int64',
    file: 'a.csv',
    content: 'a,b\n9223372036854775807,x\n-9223372036854775808,y\n',
    expected: {
      cells: [
        ['9223372036854775807', 'x'],
        ['-9223372036854775808', 'y'],
      ],
    },
  },
  {
    name: 'numbers with underscores and in hexadecimal',
    file: 'a.csv',
    content: 'a,b\n1_000,0x1f\n2_000,0x20\n',
    expected: { columns: { a: 'text', b: 'text' } },
  },
  {
    name: 'decimal commas',
    file: 'a.csv',
    content: 'a;b\n1,5;x\n-2,25;y\n1.234,5;z\n',
    options: { decimal: ',' },
    expected: { columns: { a: 'text', b: 'text' } },
  },
  {
    name: 'a kind that a cell does not fit',
    file: 'a.csv',
    content: 'a,b\n1,2\nx,3\n',
    options: { kinds: { a: 'number' } },
    expected: { code: 'datasets.kindDoesNotFit', params: { line: 3, value: 'x', column: 'a' } },
  },
  {
    name: 'a kind for a column that is not there',
    file: 'a.csv',
    content: 'aa,b\n1,2\n',
    options: { kinds: { ab: 'number' } },
    expected: { code: 'datasets.kindOfUnknownColumn' },
  },
  {
    name: 'a missing marker with the delimiter in it',
    file: 'a.csv',
    content: 'a,b\n"n,a",2\n1,3\n',
    options: { missing: ['n,a', '?'] },
    expected: { rows: 2 },
  },
  {
    name: 'dates that no calendar has',
    file: 'a.csv',
    content: 'd,b\n2024-02-30,1\n2024-13-01,2\n',
    expected: { columns: { d: 'text', b: 'integer' } },
  },
  {
    name: 'nothing but missing cells',
    file: 'a.csv',
    content: 'a,b\nNA,?\n,null\n',
    expected: {
      cells: [
        [null, null],
        [null, null],
      ],
      warnings: ['datasets.columnEmpty', 'datasets.columnEmpty'],
    },
  },
  {
    name: 'HTML under the name of a table',
    file: 'a.csv',
    content: '<!DOCTYPE html>\n<html><body>404, not found</body></html>\n',
    expected: { code: 'datasets.raggedRow' },
  },
  {
    name: 'a PNG under the name of a table',
    file: 'a.csv',
    content: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0),
    expected: { code: 'datasets.notText', params: { looksLike: 'PNG' } },
  },
  {
    name: 'a PDF under the name of a table',
    file: 'a.csv',
    content: '%PDF-1.7\n%âãÏÓ\n',
    expected: { code: 'datasets.notText', params: { looksLike: 'PDF' } },
  },
  {
    name: 'an old Excel file',
    file: 'a.xls',
    content: Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1, 2),
    expected: { code: 'datasets.formatUnknown' },
  },
  {
    name: 'an ending that nobody knows',
    file: 'a.xyz',
    content: 'a,b\n1,2\n',
    expected: { code: 'datasets.formatUnknown' },
  },
  {
    name: 'a file that is not there',
    file: 'a.csv',
    content: () => undefined,
    expected: { code: 'datasets.fileMissing' },
  },
  { name: 'a folder', file: 'a.csv', content: (path) => mkdirSync(path), expected: { code: 'datasets.notAFile' } },
  {
    name: 'a link that leads nowhere',
    file: 'a.csv',
    content: (path) => symlinkSync('/nowhere/at/all.csv', path),
    expected: { code: 'datasets.fileMissing' },
  },
  {
    name: 'a link to itself',
    file: 'a.csv',
    content: (path) => symlinkSync(path, path),
    expected: { code: 'datasets.fileUnreadable', params: { reason: 'ELOOP' } },
  },
  {
    name: 'a link to a file elsewhere, which the person chose',
    file: 'a.csv',
    content: (path) => {
      writeFileSync(`${path}.real`, 'a,b\n1,2\n3,4\n');
      symlinkSync(`${path}.real`, path);
    },
    expected: { rows: 2 },
  },
  {
    name: 'a device that never ends',
    file: 'a.csv',
    content: (path) => symlinkSync('/dev/zero', path),
    expected: { code: 'datasets.notAFile' },
  },
];

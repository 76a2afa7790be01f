/** Tables come in whole, with their kinds settled, or not at all with a message that names file and place. */
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { readManifest } from '../../../main/datasets/manifest.ts';
import { Database } from '../../../main/datasets/process/database.ts';
import { importTable } from '../../../main/datasets/table/import-table.ts';
import { profileTable } from '../../../main/datasets/table/profile.ts';
import { tableRows } from '../../../main/datasets/table/rows.ts';
import type { TableManifest } from '../../../main/datasets/manifest.ts';
import { never, userError, Workbench } from './tables.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => {
  bench[Symbol.dispose]();
});

async function cells(manifest: TableManifest): Promise<(string | null)[][]> {
  return (await tableRows({ folder: bench.datasetFolder(manifest), offset: 0, limit: 1000, sort: null }, never)).rows;
}

const kindsOf = ({ columns }: TableManifest) => Object.fromEntries(columns.map(({ name, kind }) => [name, kind]));

describe('a table', () => {
  test('keeps every cell, in file order, as the file has it', async () => {
    const path = fileURLToPath(new URL('../../../resources/samples/titanic.csv', import.meta.url));
    const manifest = await bench.import('titanic.csv', {}, path);
    const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/);
    const expected = lines.slice(1).map((line) =>
      line.split(',').map((cell) => {
        if (cell === '') return null;
        if (cell === 'True' || cell === 'False') return cell.toLowerCase();
        return Number.isNaN(Number(cell)) ? cell : Number(cell);
      }),
    );
    const stored = (await cells(manifest)).map((row) =>
      row.map((cell) => (cell === null || Number.isNaN(Number(cell)) ? cell : Number(cell))),
    );
    expect(stored).toEqual(expected);
    expect(kindsOf(manifest)).toMatchObject({ survived: 'integer', age: 'number', sex: 'category', alone: 'boolean' });
    expect(manifest.columns.find(({ name }) => name === 'deck')).toEqual({
      name: 'deck',
      kind: 'category',
      missing: 688,
      categories: ['A', 'B', 'C', 'D', 'E', 'F', 'G'],
    });
    expect(await readManifest(bench.datasetFolder(manifest))).toEqual(manifest);
  });
  test('finds the kind of every column', async () => {
    const rows = Array.from({ length: 30 }, (_, row) =>
      [
        row,
        row / 2,
        row % 2 ? 'TRUE' : 'false',
        `2024-01-${String(row + 1).padStart(2, '0')}`,
        'abc'[row % 3],
        `name ${row}`,
        `0${row % 7}`,
        row < 3 ? 'NA' : `-1e${row}`,
        '',
      ].join(','),
    );
    bench.write('kinds.csv', `i,n,b,d,c,t,code,e,none\n${rows.join('\n')}\n`);
    const manifest = await bench.import('kinds.csv');
    expect(kindsOf(manifest)).toEqual({
      i: 'integer',
      n: 'number',
      b: 'boolean',
      d: 'date',
      c: 'category',
      t: 'text',
      code: 'category',
      e: 'number',
      none: 'text',
    });
    expect(manifest.columns.map(({ missing }) => missing)).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 30]);
    expect(manifest.warnings).toEqual([{ code: 'datasets.columnEmpty', params: {}, column: 'none' }]);
  });
  test.each([
    [
      'semicolons',
      'a;b\n1, 5;x\n2, 5;y\n',
      [
        ['1, 5', 'x'],
        ['2, 5', 'y'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\tx, y\n2\tz\n',
      [
        ['1', 'x, y'],
        ['2', 'z'],
      ],
    ],
    [
      'bars',
      'a|b\n1|x\n2|y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,x\r\n2,y\r\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'CR alone',
      'a,b\r1,x\r2,y\r',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'line ends of several kinds',
      'a,b\n1,x\r\n2,y\n3,z\r\n',
      [
        ['1', 'x'],
        ['2', 'y'],
        ['3', 'z'],
      ],
    ],
    [
      'a byte order mark',
      '\ufeffa,b\n1,x\n2,y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'no last line end',
      'a,b\n1,x\n2,y',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'blank lines',
      '\na,b\n\n1,x\n\n2,y\n\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'comments before the table',
      '# made by hand\n#\na,b\n1,x\n2,y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'quoted fields',
      'a,b\n1,"x, ""y""\nz"\n2,"#,"\n',
      [
        ['1', 'x, "y"\nz'],
        ['2', '#,'],
      ],
    ],
    ['one column', 'a\n1\n2\n', [['1'], ['2']]],
    [
      'no header',
      '1,x\n2,y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'quotes that do not pair',
      'label\ttext\nham\t"free\nham\t5" disk\nspam\tok\n',
      [
        ['ham', '"free'],
        ['ham', '5" disk'],
        ['spam', 'ok'],
      ],
    ],
    [
      'Chinese',
      '品种,长度\n山鸢尾,1\n变色鸢尾,2\n',
      [
        ['山鸢尾', '1'],
        ['变色鸢尾', '2'],
      ],
    ],
  ])('is read with %s', async (_, text, expected) => {
    bench.write('table.csv', text);
    expect(await cells(await bench.import('table.csv'))).toEqual(expected);
    expect((await bench.preview('table.csv')).rows).toEqual(expected);
  });
  test.each([
    ['utf-16le', Buffer.from('\ufeff名,数\n甲,1\n乙,2\n', 'utf16le'), undefined],
    [
      'gb18030',
      Buffer.from([0xc3, 0xfb, 0x2c, 0xca, 0xfd, 0x0a, 0xbc, 0xd7, 0x2c, 0x31, 0x0a, 0xd2, 0xd2, 0x2c, 0x32, 0x0a]),
      'gb18030',
    ],
  ])('is read from %s', async (encoding, bytes, given) => {
    bench.write('table.csv', bytes);
    const manifest = await bench.import('table.csv', given === undefined ? {} : { encoding: given });
    expect(manifest.options.encoding).toBe(encoding);
    expect(manifest.columns.map(({ name }) => name)).toEqual(['名', '数']);
    expect(await cells(manifest)).toEqual([
      ['甲', '1'],
      ['乙', '2'],
    ]);
  });
  test('takes options before what it would guess', async () => {
    bench.write('table.csv', 'x;1,a\ny;2,b\nz;-,c\n');
    const options = { delimiter: ',', header: false, missing: ['x;1'], kinds: { column_2: 'text' } } as const;
    const manifest = await bench.import('table.csv', { ...options, missing: [...options.missing] });
    expect(await cells(manifest)).toEqual([
      [null, 'a'],
      ['y;2', 'b'],
      ['z;-', 'c'],
    ]);
    expect(kindsOf(manifest)['column_2']).toBe('text');
  });
  test('gets names where the header lacks them, and different ones where it repeats them', async () => {
    bench.write('table.csv', 'a,,a,A,a_2\n1,2,3,4,5\n');
    const manifest = await bench.import('table.csv', { header: true });
    expect(manifest.columns.map(({ name }) => name)).toEqual(['a', 'column_2', 'a_3', 'A_4', 'a_2']);
    expect(manifest.warnings.map(({ code }) => code)).toEqual([
      'datasets.columnUnnamed',
      'datasets.columnRenamed',
      'datasets.columnRenamed',
    ]);
  });
  test('may lie at a path that looks like a pattern, and no other file is taken for it', async () => {
    bench.write('x1.csv', 'a,b\nwrong,0\nwrong,1\n');
    for (const name of ['x[1].csv', 'x*.csv', '?1.csv', "it's.csv", 'é😀.csv']) {
      bench.write(name, 'a,b\nright,0\nright,1\n');
      expect(await cells(await bench.import(name))).toEqual([
        ['right', '0'],
        ['right', '1'],
      ]);
    }
  });
  test('that comes again has the same hash; other content or other options another', async () => {
    const text = 'a,b\n1,x\n2,y\n?,z\n';
    bench.write('one.csv', text);
    bench.write('two.csv', text);
    bench.write('other.csv', text.replace('z', 'w'));
    const [one, two, other] = [
      await bench.import('one.csv'),
      await bench.import('two.csv'),
      await bench.import('other.csv'),
    ];
    const asText = await bench.import('one.csv', { kinds: { a: 'text' } });
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(two.hash).toBe(one.hash);
    expect(new Set([one.hash, other.hash, asText.hash]).size).toBe(3);
  });
});

describe('a cell that stands out', () => {
  const mostly = `a,b\n${Array.from({ length: 1000 }, (_, row) => `${row === 700 ? 'unknown' : row},"x\ny"`).join('\n')}\n`;
  test('keeps its column text, with a warning that names row and line', async () => {
    bench.write('table.csv', mostly);
    const manifest = await bench.import('table.csv');
    const line = 2 + 2 * 700;
    expect(kindsOf(manifest)['a']).toBe('text');
    expect(manifest.warnings).toEqual([
      {
        code: 'datasets.mostlyNumber',
        params: { count: 1, row: 700, value: 'unknown', line, file: 'table.csv' },
        column: 'a',
        line,
      },
    ]);
    expect((await bench.preview('table.csv')).warnings).toEqual(manifest.warnings);
  });
  test('becomes a missing number when it is named as a marker', async () => {
    bench.write('table.csv', mostly);
    const manifest = await bench.import('table.csv', { missing: ['unknown'] });
    expect(manifest.columns[0]).toMatchObject({ kind: 'integer', missing: 1 });
    expect(manifest.warnings).toEqual([]);
  });

  test('is refused where the person chose numbers', async () => {
    bench.write('table.csv', mostly);
    const error = await userError(bench.import('table.csv', { kinds: { a: 'number' } }));
    expect(error).toMatchObject({
      code: 'datasets.kindDoesNotFit',
      params: { column: 'a', kind: 'number', value: 'unknown', row: 700 },
      location: { file: 'table.csv', line: 2 + 2 * 700, column: 'a' },
    });
  });

  test('is named where it is infinite', async () => {
    bench.write(
      'table.csv',
      `a\n${Array.from({ length: 50 }, (_, row) => (row === 20 ? 'inf' : `${row}.5`)).join('\n')}\n`,
    );
    const manifest = await bench.import('table.csv');
    expect(manifest.columns[0]?.kind).toBe('number');
    expect(manifest.warnings).toMatchObject([
      { code: 'datasets.nonFinite', params: { row: 20, value: 'inf' }, line: 22 },
    ]);
  });

  test('with an underscore is no number', async () => {
    bench.write('table.csv', 'a\n1_000\n2_000\n');
    expect(kindsOf(await bench.import('table.csv'))['a']).toBe('text');
  });
});

describe('rows that do not fit', () => {
  // Line 2 and 3 are one row; line 6 is short, line 8 is long.
  const ragged = 'a,b,c\n1,"x\ny",3\n4,5,6\n7,8,9\n10,11\n12,13,14\n15,16,17,18\n19,20,21\n';

  test('are refused with their lines', async () => {
    bench.write('ragged.csv', ragged);
    expect(await userError(bench.import('ragged.csv'))).toMatchObject({
      code: 'datasets.raggedRow',
      params: { file: 'ragged.csv', line: 6, expected: 3, found: 2, count: 2, lines: '6, 8' },
      location: { file: 'ragged.csv', line: 6 },
    });
  });

  test('are kept aside where that is asked, each with line, reason and text', async () => {
    bench.write('ragged.csv', ragged);
    const manifest = await bench.import('ragged.csv', { onBadRow: 'keepAside' });
    expect(manifest.rows).toBe(5);
    expect(manifest.rejected).toEqual([
      { file: 'ragged.csv', line: 6, reason: 'tooFewFields', found: 2, text: '10,11' },
      { file: 'ragged.csv', line: 8, reason: 'tooManyFields', found: 4, text: '15,16,17,18' },
    ]);
    expect(manifest.warnings).toContainEqual({ code: 'datasets.rowsKeptAside', params: { count: 2 } });
    expect((await bench.preview('ragged.csv')).rejected).toEqual(manifest.rejected);
  });

  test('have the same lines with CRLF and a byte order mark', async () => {
    bench.write('ragged.csv', `\ufeff${ragged.replaceAll('\n', '\r\n')}`);
    const manifest = await bench.import('ragged.csv', { onBadRow: 'keepAside' });
    expect(manifest.rejected.map(({ line }) => line)).toEqual([6, 8]);
  });

  test('do not shift the line of a cell that stands out', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => (row === 10 ? '1,2,3' : `${row === 40 ? 'odd' : row},x`));
    bench.write('table.csv', `a,b\n${rows.join('\n')}\n`);
    const manifest = await bench.import('table.csv', { onBadRow: 'keepAside' });
    expect(manifest.warnings).toContainEqual({
      code: 'datasets.mostlyNumber',
      params: { count: 1, row: 39, value: 'odd', line: 42, file: 'table.csv' },
      column: 'a',
      line: 42,
    });
  });

  test('are too many to be an accident', async () => {
    bench.write('table.csv', `a,b\n${'1,2,3\n'.repeat(10_500)}`);
    expect(await userError(bench.import('table.csv', { onBadRow: 'keepAside' }))).toMatchObject({
      code: 'datasets.tooManyBadRows',
      params: { line: 2, most: 10_000 },
    });
  });
});

describe('what is no table', () => {
  const cases: [string, string, string | Uint8Array | null, string, object][] = [
    ['a missing file', 'absent.csv', null, 'datasets.fileMissing', { file: 'absent.csv' }],
    ['an empty file', 'empty.csv', '', 'datasets.fileEmpty', {}],
    ['a header alone', 'header.csv', 'a,b,c\n', 'datasets.noRows', {}],
    ['a header alone, without a line end', 'header.csv', 'a,b,c', 'datasets.noRows', {}],
    ['blank lines alone', 'blank.csv', '\n\n\n', 'datasets.noRows', {}],
    ['a zip archive', 'zip.csv', Uint8Array.of(0x50, 0x4b, 3, 4, 9, 9), 'datasets.notText', { looksLike: 'zip' }],
    ['an unknown ending', 'table.xyz', 'a,b\n1,2\n', 'datasets.formatUnknown', { extension: 'xyz' }],
    ['a NUL byte', 'nul.csv', 'a,b\n1,2\n3,\0\n', 'datasets.nulByte', { line: 3 }],
    [
      'a NUL byte far into the file',
      'nul.csv',
      `a,b\n${'1,2\n'.repeat(300_000)}3,\0\n`,
      'datasets.nulByte',
      { line: 300_002 },
    ],
    [
      'Latin-1',
      'latin.csv',
      Buffer.from('name,x\ncafé,1\nthé,2\n', 'latin1'),
      'datasets.encoding',
      { encoding: 'utf-8', line: 2 },
    ],
    [
      'Latin-1 far into the file',
      'latin.csv',
      Buffer.from(`name,x\n${'tea,1\n'.repeat(200_000)}thé,2\n`, 'latin1'),
      'datasets.badRow',
      { reason: 'encoding', line: 200_002 },
    ],
    [
      'an unclosed quote',
      'quote.csv',
      `a,b\n${'1,x\n'.repeat(5)}2,"y\n${'3,z\n'.repeat(400_000)}`,
      'datasets.badRow',
      { line: 7 },
    ],
    [
      'a line that does not end',
      'long.csv',
      `a,b\n1,${'x'.repeat(5_000_000)}\n2,y\n`,
      'datasets.badRow',
      { reason: 'tooLong', line: 2 },
    ],
    [
      'too many columns',
      'wide.csv',
      `${Array.from({ length: 5000 }, (_, column) => `c${column}`).join(',')}\n`,
      'datasets.tooManyColumns',
      { columns: 5000 },
    ],
  ];

  test.each(cases)('%s is refused, and nothing is left', async (_, name, content, code, params) => {
    if (content !== null) bench.write(name, content);
    const before = readdirSync(bench.folder);
    const error = await userError(bench.import(name));
    expect(error).toMatchObject({ code, params });
    expect(readdirSync(bench.folder)).toEqual(before);
  });

  test('a folder and an unknown encoding are refused', async () => {
    bench.write('table.csv', 'a,b\n1,2\n');
    expect(
      (
        await userError(
          importTable(
            { files: [{ path: bench.folder, file: 'folder.csv' }], folder: bench.path('set'), options: {} },
            () => undefined,
            never,
          ),
        )
      ).code,
    ).toBe('datasets.notAFile');
    expect((await userError(bench.import('table.csv', { encoding: 'klingon' }))).code).toBe('datasets.encodingUnknown');
    expect(await userError(bench.import('table.csv', { kinds: { A1: 'number' } }))).toMatchObject({
      code: 'datasets.kindOfUnknownColumn',
      params: { columns: 'a, b' },
    });
  });

  test('random bytes end in a table or in a UserError, and leave nothing half-written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 200 }),
          fc
            .array(fc.constantFrom('a', '1', ',', ';', '"', '\n', '\r', '\t', '', '#', '甲', '.', '-'), {
              minLength: 1,
              maxLength: 60,
            })
            .map((parts) => Buffer.from(parts.join(''))),
        ),
        async (bytes) => {
          bench.write('fuzz.csv', bytes);
          const result = await bench.import('fuzz.csv', { onBadRow: 'keepAside' }).catch((error: unknown) => error);
          if (result instanceof UserError) return;
          if (result instanceof Error) throw result;
          const manifest = result as TableManifest;
          expect((await cells(manifest)).length).toBe(manifest.rows);
        },
      ),
      { numRuns: 60 },
    );
    expect(readdirSync(bench.folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  }, 120_000);

  test('a file that changes during the import is refused', async () => {
    const path = bench.write('table.csv', `a,b\n${'1,2\n'.repeat(200_000)}`);
    const importing = importTable(
      { files: [{ path, file: 'table.csv' }], folder: bench.path('set'), options: {} },
      ({ doneBytes }) => {
        if (doneBytes > 0) return;
        utimesSync(path, 1, 1);
      },
      never,
    );
    expect((await userError(importing)).code).toBe('datasets.sourceChanged');
  });
});

describe('the database', () => {
  test('sees the files that it was given, and nothing else', async () => {
    const [given, other] = [bench.write('given.csv', 'a\n1\n'), bench.write('other.csv', 'a\n2\n')];
    await using database = await Database.open({ read: [given] }, never);
    expect(await database.rows(`SELECT a::DOUBLE FROM read_csv(${await database.path(given)})`)).toEqual([[1]]);
    for (const sql of [
      `SELECT * FROM read_csv('${other}')`,
      `SELECT * FROM read_text('/etc/hostname')`,
      `COPY (SELECT 1) TO '${bench.path('out.csv')}'`,
      `ATTACH '${bench.path('other.db')}'`,
      `INSTALL httpfs`,
      `LOAD httpfs`,
      `SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')`,
      `SET enable_external_access = true`,
      `SET autoload_known_extensions = true`,
    ]) {
      await expect(database.run(sql), sql).rejects.toThrow();
    }
    expect(readdirSync(bench.folder).sort()).toEqual(['given.csv', 'other.csv']);
  });
});

describe('a stored table', () => {
  test('is paged and sorted, with missing cells last', async () => {
    bench.write('table.csv', 'a,b\n3,x\n,y\n1,z\n2,w\n1,v\n');
    const manifest = await bench.import('table.csv');
    const folder = bench.datasetFolder(manifest);
    const page = async (offset: number, limit: number, descending?: boolean) =>
      tableRows({ folder, offset, limit, sort: descending === undefined ? null : { column: 'a', descending } }, never);
    expect(await page(1, 2)).toEqual({
      columns: ['a', 'b'],
      rows: [
        [null, 'y'],
        ['1', 'z'],
      ],
      total: 5,
    });
    expect((await page(0, 9, false)).rows.map(([, b]) => b)).toEqual(['z', 'v', 'w', 'x', 'y']);
    expect((await page(0, 9, true)).rows.map(([, b]) => b)).toEqual(['x', 'w', 'z', 'v', 'y']);
    expect((await page(9, 9)).rows).toEqual([]);
    expect(
      await userError(tableRows({ folder, offset: 0, limit: 1, sort: { column: 'q', descending: false } }, never)),
    ).toMatchObject({ code: 'datasets.columnUnknown' });
  });

  test('is described as pandas describes it', async () => {
    const path = fileURLToPath(new URL('../../../resources/samples/mpg.csv', import.meta.url));
    const manifest = await bench.import('mpg.csv', {}, path);
    const profile = await profileTable(bench.datasetFolder(manifest), never);
    const column = (name: string) => profile.columns.find((candidate) => candidate.name === name);
    // pandas 1.5: read_csv('mpg.csv').describe() and value_counts().
    const horsepower = column('horsepower');
    expect(horsepower).toMatchObject({ kind: 'number', missing: 6, distinct: 93 });
    expect(horsepower?.numeric?.mean).toBeCloseTo(104.46938775510205, 10);
    expect(horsepower?.numeric?.standardDeviation).toBeCloseTo(38.49115993282849, 10);
    expect(horsepower?.numeric?.quantiles).toEqual([46, 75, 93.5, 126, 230]);
    const { edges = [], counts = [] } = horsepower?.numeric?.histogram ?? {};
    expect(edges.length).toBe(counts.length + 1);
    expect(counts.length).toBeLessThanOrEqual(40);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(392);
    expect([edges[0], edges.at(-1)]).toEqual([46, 230]);
    expect(column('origin')).toMatchObject({
      distinct: 3,
      numeric: null,
      top: [
        { value: 'usa', count: 249 },
        { value: 'japan', count: 79 },
        { value: 'europe', count: 70 },
      ],
    });
  });

  test('warns of what will not help', async () => {
    const rows = Array.from({ length: 100 }, (_, row) => `${row},same,${row < 97 ? 'often' : 'rare'}`);
    bench.write('table.csv', `id,constant,class\n${rows.join('\n')}\n`);
    const manifest = await bench.import('table.csv');
    const { warnings } = await profileTable(bench.datasetFolder(manifest), never);
    expect(warnings.map(({ code, column }) => [code, column])).toEqual([
      ['datasets.columnIdentifier', 'id'],
      ['datasets.columnConstant', 'constant'],
      ['datasets.columnImbalanced', 'class'],
    ]);
  });
});

test('a cancelled import leaves nothing behind', async () => {
  const controller = new AbortController();
  const path = bench.path('table.csv');
  writeFileSync(path, `a,b\n${Array.from({ length: 400_000 }, (_, row) => `${row},text ${row}`).join('\n')}\n`);
  const importing = importTable(
    { files: [{ path, file: 'table.csv' }], folder: bench.path('set'), options: {} },
    () => {
      controller.abort(new Error('enough'));
    },
    controller.signal,
  );
  await expect(importing).rejects.toThrow('enough');
  expect(readdirSync(bench.folder)).toEqual(['table.csv']);
});

/** Tables longer than what an import looks at first: what comes later settles the kinds as well. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tableRows } from '../../../main/datasets/table/rows.ts';
import { never, userError, Workbench } from './tables.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => {
  bench[Symbol.dispose]();
});

/** Beyond the rows that are looked at first. */
const many = 25_000;

/** A file with one column, whose last cell is another than all before it. */
function file(cell: (row: number) => string, last: string, before: string | null = null): string {
  const rows = Array.from({ length: many }, (_, row) => `${cell(row)},${row % 3}`);
  if (before !== null) rows.splice(10, 0, `${before},0`);
  return `a,b\n${rows.join('\n')}\n${last},1\n`;
}

const ordinary = (row: number): string => String(row + 1);

describe('the last cell settles the kind', () => {
  test.each([
    ['whole numbers, then a fraction', ordinary, '0.5', 'number', ['0.5']],
    ['whole numbers, then one with a sign', ordinary, '+7', 'integer', ['7']],
    ['whole numbers, then one with spaces', ordinary, ' 7', 'integer', ['7']],
    ['whole numbers, then a code', ordinary, '007', 'text', ['007']],
    ['whole numbers, then one with an underscore', ordinary, '1_000', 'text', ['1_000']],
    [
      'whole numbers, then one too large for them',
      ordinary,
      '9223372036854775808',
      'number',
      ['9.223372036854776e+18'],
    ],
    ['whole numbers, then a word', ordinary, 'x', 'text', ['x']],
    ['codes, then a fraction', (row: number) => `00${row}`, '0.5', 'number', ['0.5']],
    ['fractions, then a word', (row: number) => `${row}.5`, 'x', 'text', ['x']],
    ['fractions, then one with an underscore', (row: number) => `${row}.5`, '1_0.5', 'text', ['1_0.5']],
    ['truths, then a number', (row: number) => String(row % 2 === 0), '1', 'category', ['1']],
    ['truths, then another', (row: number) => String(row % 2 === 0), ' TRUE', 'boolean', ['true']],
    ['days, then a time', () => '2020-02-03', '2020-02-03 04:05:06', 'date', ['2020-02-03 04:05:06']],
    ['days, then none', () => '2020-02-03', '2020-02-30', 'category', ['2020-02-30']],
    ['nothing, then a number', () => '', '7', 'integer', ['7']],
    ['nothing, then a day', () => 'NA', '2020-02-03', 'date', ['2020-02-03']],
    ['nothing, then a word', () => '', 'x', 'text', ['x']],
    ['words, then a number', (row: number) => `word ${row}`, '7', 'text', ['7']],
  ])('%s', async (_, cell, last, kind, stored) => {
    bench.write('a.csv', file(cell, last));
    const manifest = await bench.import('a.csv');
    expect(manifest.columns.map((column) => column.kind)).toEqual([kind, 'integer']);
    expect(manifest.rows).toBe(many + 1);
    const empty = cell(0) === '' || cell(0) === 'NA';
    expect(manifest.columns[0]?.missing).toBe(empty ? many : 0);
    const page = { folder: bench.datasetFolder(manifest), offset: many, limit: 2, sort: null };
    expect((await tableRows(page, never)).rows).toEqual([[...stored, '1']]);
  });
});

test('a table reads the same whether its odd cell comes first or last', async () => {
  bench.write('first.csv', file(ordinary, '8', '0.5'));
  bench.write('last.csv', file(ordinary, '0.5', '8'));
  const [first, last] = [await bench.import('first.csv'), await bench.import('last.csv')];
  expect(last.columns).toEqual(first.columns);
  expect(last.options).toEqual(first.options);
});

test('a number without bounds is told of, with its line', async () => {
  bench.write(
    'a.csv',
    file((row) => `${row}.5`, 'inf'),
  );
  expect((await bench.import('a.csv')).warnings).toEqual([
    {
      code: 'datasets.nonFinite',
      params: { count: 1, row: many, value: 'inf', line: many + 2, file: 'a.csv' },
      column: 'a',
      line: many + 2,
    },
  ]);
});

test('a column that is mostly numbers is told of, with the line of the first that is none', async () => {
  bench.write('a.csv', file(ordinary, 'x', 'y'));
  const { warnings } = await bench.import('a.csv');
  expect(warnings).toMatchObject([{ code: 'datasets.mostlyNumber', params: { count: 2, value: 'y', line: 12 } }]);
});

test('a kind that the person chose is refused for a cell far into the file', async () => {
  bench.write('a.csv', file(ordinary, 'x'));
  const { code, params } = await userError(bench.import('a.csv', { kinds: { a: 'integer' } }));
  expect({ code, params }).toMatchObject({
    code: 'datasets.kindDoesNotFit',
    params: { column: 'a', value: 'x', line: many + 2 },
  });
  const kept = await bench.import('a.csv', { kinds: { a: 'text' } });
  expect(kept.columns[0]?.kind).toBe('text');
});

test('rows that are none are refused, or kept aside with their lines', async () => {
  bench.write('a.csv', `${file(ordinary, '1,2,3')}4\n`);
  expect(await userError(bench.import('a.csv'))).toMatchObject({ code: 'datasets.raggedRow' });
  const manifest = await bench.import('a.csv', { onBadRow: 'keepAside' });
  expect(manifest.rejected.map(({ line }) => line)).toEqual([many + 2, many + 3]);
  expect(manifest.rows).toBe(many);
});

test('rows that are none do not take those with them that follow, whatever quote stands in the wrong place', async () => {
  bench.write('quotes.csv', 'x\nhello\nA line, "quoted" twice\ngood\n\nbetter\n');
  const manifest = await bench.import('quotes.csv', { onBadRow: 'keepAside', quote: '"' });
  expect(manifest.rejected).toMatchObject([{ line: 3, reason: 'quote' }]);
  expect([manifest.rows, manifest.columns[0]?.missing]).toEqual([4, 1]);
});

/** Computed columns and row filters: SQL over the columns of one row, and nothing else. */
import { afterAll, describe, expect, test } from 'vitest';
import { loadPrepared, type PreparedArrays } from '../../../main/datasets/prepared.ts';
import { tableSpecSchema, type TableSpecInput } from '../../../main/datasets/spec.ts';
import { prepare } from '../../../main/datasets/table/prepare.ts';
import { never, userError, Workbench } from './tables.ts';

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

const rows = Array.from({ length: 40 }, (_, row) => {
  const when = `2024-0${1 + (row % 9)}-15`;
  return `${row},${row % 5},${row === 4 ? '' : `w${row % 3}`},${when},${row % 2 === 0 ? 'yes' : 'no'}`;
});
bench.write('table.csv', `a,b,"odd name",when,y\n${rows.join('\n')}\n`);
const imported = bench.import('table.csv');

async function prepared(spec: Omit<TableSpecInput, 'target'>): Promise<PreparedArrays> {
  const target = bench.path('prepared');
  const request = { folder: bench.datasetFolder(await imported), target, uses: ['categorical'] as const };
  await prepare({ ...request, spec: tableSpecSchema.parse({ target: 'y', ...spec }) }, never);
  return loadPrepared(target);
}

function column({ manifest, inputs }: PreparedArrays, name: string): number[] {
  const { features } = inputs;
  const width = manifest.features.length;
  const index = manifest.features.indexOf(name);
  return Array.from({ length: manifest.rows }, (_, row) => features?.[row * width + index] ?? NaN);
}

const raw = { numeric: 'none' } as const;

describe('a computed column', () => {
  test('is computed for each row and takes part like any other', async () => {
    const arrays = await prepared({
      compute: { 'a half': 'a / 2', big: 'a > 20', word: `upper("odd name")`, day: '"when"::DATE' },
      features: ['a half', 'big', 'word', 'day'],
      preprocess: { ...raw, columns: { day: [{ step: 'dateParts', parts: ['month'] }] } },
    });
    expect(arrays.manifest.features).toEqual(['a half', 'big', 'word=W0', 'word=W1', 'word=W2', 'day.month']);
    expect(column(arrays, 'a half')).toEqual(rows.map((_, row) => row / 2));
    expect(column(arrays, 'big')).toEqual(rows.map((_, row) => Number(row > 20)));
    expect(column(arrays, 'word=W1')).toEqual(rows.map((_, row) => Number(row % 3 === 1 && row !== 4)));
    expect(column(arrays, 'day.month')).toEqual(rows.map((_, row) => row % 9));
  });

  test('may use one that was computed before it', async () => {
    const arrays = await prepared({ compute: { c: 'a + 1', d: 'c * 2' }, features: ['d'], preprocess: raw });
    expect(column(arrays, 'd')).toEqual(rows.map((_, row) => (row + 1) * 2));
  });
});

describe('a filter', () => {
  test('leaves out rows that do not meet it or cannot tell, and keeps the others’ numbers', async () => {
    const arrays = await prepared({ filter: `"odd name" <> 'w0'`, features: ['a'], preprocess: raw });
    const drawn = [...arrays.train, ...arrays.validation, ...arrays.test].sort((one, other) => one - other);
    expect(drawn).toEqual([...rows.keys()].filter((row) => row % 3 !== 0 && row !== 4));
    expect(arrays.manifest.warnings).toContainEqual({
      code: 'datasets.rowsFilteredOut',
      params: { count: 15, rows: 40 },
    });
  });

  test('is fitted on by nothing that it leaves out', async () => {
    const arrays = await prepared({ filter: 'a < 20', features: ['a'], preprocess: { numeric: 'minmax' } });
    expect(Math.max(...Array.from(arrays.train, (row) => column(arrays, 'a')[row] ?? NaN))).toBe(1);
  });
});

test.each([
  [{ filter: 'a >' }, 'datasets.expression', 'data.filter'],
  [{ filter: 'nosuch = 1' }, 'datasets.columnUnknown', 'data.filter'],
  [{ filter: 'nosuch(a) = 1' }, 'datasets.expression', 'data.filter'],
  [{ filter: 'a + 1' }, 'datasets.filterNotCondition', 'data.filter'],
  [{ filter: 'a > 1000' }, 'datasets.filterLeavesNothing', 'data.filter'],
  [{ filter: 'a > (SELECT avg(a) FROM other)' }, 'datasets.expressionLooksAround', 'data.filter'],
  [{ compute: { c: 'avg(a)' } }, 'datasets.expressionLooksAround', 'data.compute.c'],
  [{ compute: { c: 'avg(a) FILTER (a > 1)' } }, 'datasets.expressionLooksAround', 'data.compute.c'],
  [{ compute: { c: 'avg(a) OVER ()' } }, 'datasets.expressionLooksAround', 'data.compute.c'],
  [{ compute: { c: `"odd name"::INTEGER` } }, 'datasets.expression', 'data.compute.c'],
  [{ compute: { c: 'a, b' } }, 'datasets.expressionType', 'data.compute.c'],
  [{ compute: { c: '[a, b]' } }, 'datasets.expressionType', 'data.compute.c'],
  [{ compute: { c: 'INTERVAL 1 DAY' } }, 'datasets.expressionType', 'data.compute.c'],
  [{ compute: { a: 'b' } }, 'datasets.computedTwice', 'data.compute.a'],
  [{ compute: { c: `(FROM read_csv('/etc/passwd'))` } }, 'datasets.expressionLooksAround', 'data.compute.c'],
  [{ preprocess: { columns: { aa: [{ step: 'log' }] } } }, 'datasets.recipeColumn', 'data.preprocess.columns.aa'],
] as const)('%j is refused', async (spec, code, path) => {
  expect(await userError(prepared(spec as Omit<TableSpecInput, 'target'>))).toMatchObject({ code, path });
});

test('a word that only looks like SQL of another row is a text', async () => {
  const arrays = await prepared({ filter: `"odd name" <> 'select from over ('`, features: ['a'], preprocess: raw });
  expect(arrays.manifest.counts.train + arrays.manifest.counts.validation + arrays.manifest.counts.test).toBe(39);
});

/** Every one of these is refused before a word of it is run. */
describe('an expression that is something else', () => {
  test.each([
    // More than one statement.
    ['1) AS x; DROP TABLE t; --', 'datasets.expression'],
    ['1); DROP TABLE t; SELECT (2', 'datasets.expressionNotOne'],
    ['1); SELECT (2', 'datasets.expressionNotOne'],
    ["1); COPY (SELECT 1) TO '/tmp/stolen.csv'; SELECT (2", 'datasets.expressionNotOne'],
    ["1); ATTACH '/etc/passwd' AS p; SELECT (2", 'datasets.expressionNotOne'],
    ["1); SET memory_limit = '1TB'; SELECT (2", 'datasets.expressionNotOne'],
    ['1\n); PRAGMA database_list; SELECT (2', 'datasets.expressionNotOne'],
    // More than one column, or another clause.
    ['1) AS x, (2', 'datasets.expressionNotOne'],
    ['1) FROM data WHERE (true', 'datasets.expressionNotOne'],
    ['1) UNION SELECT (2', 'datasets.expressionNotOne'],
    ['1) ORDER BY (1', 'datasets.expressionNotOne'],
    ['1) LIMIT (1', 'datasets.expressionNotOne'],
    ['1) GROUP BY (1', 'datasets.expressionNotOne'],
    ['1) QUALIFY (true', 'datasets.expressionNotOne'],
    // Cut off by a comment or by a quote that is not what it looks like.
    ["a /* ' */ + (SELECT 1) /* ' */", 'datasets.expressionLooksAround'],
    ["$$'$$ || (SELECT 'x') || $$'$$", 'datasets.expressionLooksAround'],
    ["E'\\'' || (SELECT 'x') || E'\\''", 'datasets.expressionLooksAround'],
    ['a) FROM data; --', 'datasets.expression'],
    ['a) --', 'datasets.expression'],
    ['a /*', 'datasets.expression'],
    ["a = '", 'datasets.expression'],
    ['a\u0000) OR (b', 'datasets.expressionNotOne'],
    // Other rows, by any word.
    ['EXISTS (SELECT 1)', 'datasets.expressionLooksAround'],
    ['a = ANY (VALUES (1))', 'datasets.expressionLooksAround'],
    ['(TABLE data)', 'datasets.expressionLooksAround'],
    ['a IN (FROM data)', 'datasets.expressionLooksAround'],
    ['rank() OVER (ORDER BY a)', 'datasets.expressionLooksAround'],
    ['lag(a) OVER w', 'datasets.expression'],
    ['COLUMNS(*)', 'datasets.expressionLooksAround'],
    ['count(*)', 'datasets.expressionLooksAround'],
    ['unnest([1, 2])', 'datasets.expressionFunction'],
    // What is not the same tomorrow, or elsewhere.
    ['random()', 'datasets.expressionFunction'],
    ['now() > "when"', 'datasets.expressionFunction'],
    ['age("when")', 'datasets.expressionFunction'],
    ['current_date', 'datasets.columnUnknown'],
    ['user', 'datasets.columnUnknown'],
    ['filename', 'datasets.columnUnknown'],
    ['file_row_number', 'datasets.columnUnknown'],
    ["current_setting('allowed_paths')", 'datasets.expressionFunction'],
    ["getvariable('x')", 'datasets.expressionFunction'],
    ["nextval('s')", 'datasets.expressionFunction'],
    ['pg_sleep(1000)', 'datasets.expressionFunction'],
    ["write_log('x')", 'datasets.expressionFunction'],
    // No values of a row.
    ['?', 'datasets.expressionNotOne'],
    ['$1', 'datasets.expressionNotOne'],
    ['#1', 'datasets.expressionNotOne'],
    ['DEFAULT', 'datasets.expressionNotOne'],
    ['list_transform([a], lambda x: x + 1)', 'datasets.expressionNotOne'],
  ])('%j', async (expression, code) => {
    const computed = await userError(prepared({ compute: { c: expression } }));
    expect(computed).toMatchObject({ code, path: 'data.compute.c' });
    const filtered = await userError(prepared({ filter: expression }));
    expect(filtered).toMatchObject({ code, path: 'data.filter' });
  });

  test('but brackets, comments and quotes within it are its own', async () => {
    const arrays = await prepared({
      compute: {
        c: `CASE WHEN (a) + (1) > 3 -- more than that)
            THEN coalesce(b, 0) /* ; */ ELSE length($$;')$$) END`,
        d: `strftime("when"::DATE, '%m')::INTEGER + nullif(b BETWEEN 1 AND 2, false)::INTEGER`,
      },
      features: ['c'],
      preprocess: raw,
    });
    expect(column(arrays, 'c').slice(0, 5)).toEqual([3, 3, 3, 3, 4]);
  });
});

/** Rows sorted and filtered, and a person's own SQL: it reads the table, and nothing but the table. */
import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { queryTable } from '../../../main/datasets/table/query.ts';
import { chosenRows, tableRows } from '../../../main/datasets/table/rows.ts';
import { never, userError, Workbench } from './tables.ts';

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

async function folder(): Promise<string> {
  bench.write('pets.csv', 'name,age,born\nTom,3,2001-02-03\nMia,,2001-02-04\nRex,5,\nAda,4,2001-02-05\n');
  return bench.datasetFolder(await bench.import('pets.csv'));
}

test('rows are filtered and sorted, and counted as filtered', async () => {
  const page = { folder: await folder(), offset: 0, limit: 2 };
  const sort = { column: 'age', descending: true };
  const found = await tableRows({ ...page, sort, filter: "age >= 3 and name != 'x' -- older" }, never);
  expect(found.total).toBe(3);
  expect(found.rows.map(([name]) => name)).toEqual(['Rex', 'Ada']);
  const error = await userError(tableRows({ ...page, sort, filter: 'agee > 3' }, never));
  expect(error.code).toBe('datasets.query');
  expect(error.params['reason']).toContain('agee');
});

test('rows are had by their numbers, in the order asked for', async () => {
  const given = await folder();
  expect(await chosenRows({ folder: given, rows: [3, 0] }, never)).toEqual({
    columns: ['name', 'age', 'born'],
    rows: [
      ['Ada', '4', '2001-02-05'],
      ['Tom', '3', '2001-02-03'],
    ],
    total: 4,
  });
  expect((await chosenRows({ folder: given, rows: [] }, never)).rows).toEqual([]);
});

test('a query gives texts, and says where there was more', async () => {
  const ask = { folder: await folder(), limit: 3 };
  const sums = await queryTable({ ...ask, sql: 'SELECT count(*) AS n, sum(age) AS s, max(born) FROM data' }, never);
  expect(sums).toMatchObject({ columns: ['n', 's', 'max(born)'], truncated: false });
  expect(sums.rows[0]?.slice(0, 2)).toEqual(['4', '12']);
  expect(sums.rows[0]?.[2]).toMatch(/^2001-02-05/u);
  const all = await queryTable({ ...ask, sql: 'WITH d AS (FROM data) SELECT name, age FROM d ORDER BY name' }, never);
  expect(all).toEqual({
    columns: ['name', 'age'],
    rows: [
      ['Ada', '4'],
      ['Mia', null],
      ['Rex', '5'],
    ],
    truncated: true,
  });
});

test('what is no single SELECT is refused, and no file but the table is read or written', async () => {
  writeFileSync(bench.path('secret.csv'), 'a\n1\n');
  const ask = { folder: await folder(), limit: 10 };
  const secret = bench.path('secret.csv');
  for (const sql of [
    'SELECT 1; SELECT 2',
    'DROP VIEW data',
    `COPY data TO '${bench.path('out.csv')}'`,
    "ATTACH 'x.db'",
    'SET memory_limit = 0',
    'INSTALL httpfs',
  ]) {
    const error = await userError(queryTable({ ...ask, sql }, never));
    expect(error.code, sql).toMatch(/^datasets\.query(NotSelect)?$/u);
  }
  for (const sql of [`SELECT * FROM '${secret}'`, `SELECT * FROM read_text('${secret}')`, "SELECT * FROM glob('/*')"]) {
    const error = await userError(queryTable({ ...ask, sql }, never));
    expect([error.code, sql]).toEqual(['datasets.query', sql]);
  }
  const page = { folder: ask.folder, offset: 0, limit: 2, sort: null };
  for (const filter of [
    'true); DROP TABLE x; SELECT (1',
    'true) UNION ALL SELECT (true',
    'true) ORDER BY (name',
    'true) OR (name = name',
    'true, false',
    '',
  ]) {
    // What closes the bracket and opens another is one expression for DuckDB, and none that was asked for.
    const isOne = filter.includes(' OR ');
    const found = tableRows({ ...page, filter }, never);
    if (isOne) expect((await found).total).toBe(4);
    else expect((await userError(found)).code, filter).toMatch(/^datasets\.(expression(NotOne)?|query)$/u);
  }
  // Other rows may be looked at here: nothing is learnt.
  const above = tableRows({ ...page, filter: 'age > (SELECT 3)' }, never);
  expect((await above).total).toBe(2);
});

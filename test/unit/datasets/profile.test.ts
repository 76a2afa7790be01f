/** Profiles are what pandas and SciPy say of the same tables, and warn of what would spoil an experiment. */
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { TableManifest } from '../../../main/datasets/manifest.ts';
import { loadPrepared } from '../../../main/datasets/prepared.ts';
import { tableSpecSchema, type TableSpecInput } from '../../../main/datasets/spec.ts';
import { associateColumns } from '../../../main/datasets/table/associations/associate.ts';
import type { TableAssociations } from '../../../main/datasets/table/associations/types.ts';
import { prepare } from '../../../main/datasets/table/prepare.ts';
import { profileTable } from '../../../main/datasets/table/profile.ts';
import type { DataWarning } from '../../../main/datasets/types.ts';
import golden from '../../golden/profile/golden.json' with { type: 'json' };
import { never, userError, Workbench } from './tables.ts';

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

async function associations(manifest: TableManifest, target: string | null = null): Promise<TableAssociations> {
  const folder = bench.datasetFolder(manifest);
  const { columns } = await profileTable(folder, never);
  return associateColumns({ folder, target, profiles: columns }, never);
}

async function csv(header: string, rows: number, cells: (row: number) => readonly unknown[]): Promise<TableManifest> {
  const lines = Array.from({ length: rows }, (_, row) => cells(row).join(','));
  bench.write('table.csv', `${header}\n${lines.join('\n')}\n`);
  return bench.import('table.csv');
}

const codes = (warnings: readonly DataWarning[]): unknown[] => warnings.map(({ code, column }) => [code, column]);

describe.each(golden.cases)('$file', (expected) => {
  test('is what pandas and SciPy describe', async () => {
    const path = fileURLToPath(new URL(`../../../resources/samples/${expected.file}`, import.meta.url));
    const manifest = await bench.import(expected.file, {}, path);
    const profile = await profileTable(bench.datasetFolder(manifest), never);
    expect(profile).toMatchObject({ rows: manifest.rows, exact: true });
    for (const column of expected.columns) {
      const found = profile.columns.find(({ name }) => name === column.name);
      expect(found).toMatchObject({ missing: column.missing, distinct: column.distinct });
      expect(found?.top[0]?.count).toBe(column.most);
      const numbers = 'numeric' in column ? column.numeric : undefined;
      if (numbers === undefined) continue;
      expect(found?.numeric?.mean).toBeCloseTo(numbers.mean, 9);
      expect(found?.numeric?.standardDeviation).toBeCloseTo(numbers.standardDeviation, 9);
      numbers.quantiles.forEach((quantile, index) => {
        expect(found?.numeric?.quantiles[index]).toBeCloseTo(quantile, 9);
      });
      const { below, above } = numbers;
      expect(found?.numeric?.outliers, column.name).toMatchObject({ below, above });
      const counts = found?.numeric?.histogram.counts ?? [];
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(manifest.rows - column.missing);
    }
    const found = await associations(manifest, expected.target);
    expect(found.measuredRows).toBe(manifest.rows);
    expect(found.duplicateRows).toBe(expected.duplicateRows);
    const classes = found.classes?.toSorted((one, other) => other.count - one.count);
    if (expected.file !== 'mpg.csv') expect(classes).toEqual(expected.classes);
    const kinds = new Map(manifest.columns.map(({ name, kind }) => [name, kind]));
    const comparable = expected.pairs.filter(({ columns }) => columns.every((name) => kinds.get(name) !== 'text'));
    expect(found.pairs).toHaveLength(comparable.length);
    for (const { columns, measure, value } of comparable) {
      const pair = found.pairs.find(({ one, other }) => columns.includes(one) && columns.includes(other));
      expect(pair?.measure, columns.join()).toBe(measure);
      expect(pair?.value, columns.join()).toBeCloseTo(value, 9);
    }
  });
});

describe('a column gives the target away', () => {
  test('titanic: what was written down afterwards', async () => {
    const path = fileURLToPath(new URL('../../../resources/samples/titanic.csv', import.meta.url));
    const manifest = await bench.import('titanic.csv', {}, path);
    const { warnings } = await associations(manifest, 'survived');
    expect(codes(warnings)).toEqual([
      ['datasets.duplicateRows', undefined],
      ['datasets.givesTargetAway', 'alive'],
    ]);
  });

  test('whatever kinds both have, and neither an identifier nor a frequent class', async () => {
    const manifest = await csv('id,copy,code,rare,noise,price,class', 200, (row) => {
      const kind = (row * 7) % 5;
      return [`n${row % 150}`, 3 * row + 1, 10 + kind, row === 3 ? 'odd' : 'usual', (row * 37) % 11, row, `k${kind}`];
    });
    expect(codes((await associations(manifest, 'class')).warnings)).toEqual([['datasets.givesTargetAway', 'code']]);
    expect(codes((await associations(manifest, 'code')).warnings)).toEqual([['datasets.givesTargetAway', 'class']]);
    expect(codes((await associations(manifest, 'price')).warnings)).toEqual([['datasets.givesTargetAway', 'copy']]);
    expect(codes((await associations(manifest, 'rare')).warnings)).toEqual([]);
    expect((await userError(associations(manifest, 'clas'))).serialize()).toMatchObject({
      code: 'datasets.targetMissing',
      params: { nearest: 'class' },
    });
  });
});

async function preparedWarnings(manifest: TableManifest, spec: TableSpecInput): Promise<readonly DataWarning[]> {
  const target = bench.path('prepared');
  const folder = bench.datasetFolder(manifest);
  await prepare({ folder, target, spec: tableSpecSchema.parse(spec), uses: ['categorical'] as const }, never);
  return (await loadPrepared(target)).manifest.warnings;
}

test('who trains on what gives the target away, or is tested on training rows, is told so', async () => {
  // Rows 0 to 49 come twice.
  const manifest = await csv('x,y,code,class', 100, (row) => {
    const kind = (row % 50) % 3;
    return [row % 50, ((row % 50) * 7) % 13, `c${kind}`, `k${kind}`];
  });
  const split = { method: 'time', by: 'x', test: 0.2, validation: 0 } as const;
  // By time, both rows of an x are on the same side.
  expect(codes(await preparedWarnings(manifest, { target: 'class', split }))).toEqual([
    ['datasets.givesTargetAway', 'code'],
  ]);
  // Without a number among the features, too.
  expect(codes(await preparedWarnings(manifest, { target: 'class', features: ['code'], split }))[0]).toEqual([
    'datasets.givesTargetAway',
    'code',
  ]);
  const warnings = await preparedWarnings(manifest, { target: 'class', features: ['x', 'y'] });
  const [test, validation] = warnings;
  expect(warnings).toHaveLength(2);
  const { split: drawn } = { split: await splitOf() };
  expect(test).toMatchObject({ code: 'datasets.repeatedRows', params: { part: 'test', ...drawn.test } });
  expect(validation).toMatchObject({ params: { part: 'validation', ...drawn.validation } });
});

/** How many rows of the last preparation have their twin among the training rows. */
async function splitOf(): Promise<Record<'test' | 'validation', { count: number; rows: number }>> {
  const arrays = await loadPrepared(bench.path('prepared'));
  const train = new Set([...arrays.train].map((row) => row % 50));
  const count = (rows: Int32Array): { count: number; rows: number } => ({
    count: rows.filter((row) => train.has(row % 50)).length,
    rows: rows.length,
  });
  return { test: count(arrays.test), validation: count(arrays.validation) };
}

test('a large table is measured on a fixed draw of its rows', async () => {
  const manifest = await csv('x,y,group', 120_000, (row) => [row, (row * 7919) % 1000, row % 2 ? 'a' : 'b']);
  const found = await associations(manifest);
  expect(found.measuredRows).toBeGreaterThan(98_000);
  expect(found.measuredRows).toBeLessThan(102_000);
  expect(found.duplicateRows).toBe(0);
  expect(await associations(manifest)).toEqual(found);
});

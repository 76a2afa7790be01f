/** Windows of series are those that NumPy and pandas cut, and no part knows anything of a later one. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPrepared, type PreparedArrays } from '../../../main/datasets/prepared.ts';
import { tableSpecSchema, type TableSpecInput } from '../../../main/datasets/spec.ts';
import { prepare } from '../../../main/datasets/table/prepare.ts';
import golden from '../../golden/series/golden.json' with { type: 'json' };
import { never, userError, Workbench } from './tables.ts';

const files: Readonly<Record<string, URL>> = {
  flights: new URL('../../../resources/samples/flights.csv', import.meta.url),
  shops: new URL('../../golden/series/shops.csv', import.meta.url),
};
const parts = ['train', 'validation', 'test'] as const;

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

async function prepared(csv: string, spec: TableSpecInput): Promise<PreparedArrays> {
  bench.write('series.csv', csv);
  const manifest = await bench.import('series.csv');
  const target = bench.path('prepared');
  const request = { folder: bench.datasetFolder(manifest), target, uses: ['regression'] as const };
  await prepare({ ...request, spec: tableSpecSchema.parse(spec) }, never);
  return loadPrepared(target);
}

/** The window that the plan puts together for a row: [length, features]. */
function windowOf({ manifest, inputs, windows }: PreparedArrays, row: number): number[][] {
  const { features } = inputs;
  if (!(features instanceof Float32Array) || windows === null || manifest.window === null)
    throw new Error('no windows');
  const width = manifest.features.length;
  return Array.from({ length: manifest.window.length }, (_, step) => {
    const place = (windows[row] ?? 0) + step;
    return [...features.subarray(place * width, (place + 1) * width)];
  });
}

function furthest(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] ?? NaN))));
}

test.each(golden.map((one, place) => ({ ...one, place })))('$place: $file, $options', async (expected) => {
  const { test: tested = 0.2, validation = 0.2, ...window } = expected.options;
  const url = files[expected.file];
  if (url === undefined) throw new Error(`no file ${expected.file}`);
  const arrays = await prepared(readFileSync(fileURLToPath(url), 'utf8'), {
    target: expected.target,
    features: expected.features,
    window,
    split: { method: 'time', test: tested, validation },
  });
  const [target] = arrays.manifest.targets;
  if (target?.kind !== 'regression') throw new Error('no numbers');
  expect(target.columns[0]?.mean).toBeCloseTo(expected.mean, 10);
  expect(target.columns[0]?.standardDeviation).toBeCloseTo(expected.standardDeviation, 10);
  for (const part of parts) {
    const rows = [...arrays[part]];
    expect(rows).toEqual(expected.rows[part]);
    const values = rows.map((row) => arrays.targets[0]?.[row] ?? NaN);
    expect(furthest(values, expected.targets[part])).toBeLessThan(1e-6);
    const windows = rows.flatMap((row) => windowOf(arrays, row).flat());
    expect(furthest(windows, expected.windows[part].flat(2))).toBeLessThan(1e-6);
  }
  // Every row once, not once for each window that it is in.
  expect(arrays.inputs['features']).toHaveLength(arrays.manifest.rows * arrays.manifest.features.length);
});

const ramp = (rows: number): string =>
  ['x,y', ...Array.from({ length: rows }, (_, row) => `${row},${row ** 2}`)].join('\n');
const inTime = { method: 'time' } as const;

describe('the future', () => {
  test('changes nothing of the training part: neither windows nor targets nor what is learnt from them', async () => {
    const spec: TableSpecInput = { target: 'y', window: { length: 3, horizon: 2 }, split: inTime };
    const before = await prepared(ramp(50), spec);
    const lines = ramp(50).split('\n');
    // The training part is rows 0 to 31; what comes after it is turned upside down.
    const changed = [...lines.slice(0, 33), ...lines.slice(33).map((_, row) => `${-row * 7},${1000 - row}`)];
    const after = await prepared(changed.join('\n'), spec);
    expect([...before.train]).toEqual(Array.from({ length: 28 }, (_, place) => place + 4));
    expect(after.manifest.recipe).toEqual(before.manifest.recipe);
    expect(after.manifest.targets).toEqual(before.manifest.targets);
    for (const row of before.train) expect(windowOf(after, row)).toEqual(windowOf(before, row));
    expect(after.manifest.recipe.columns.map(({ column }) => column)).toEqual(['x', 'y']);
  });

  test('a window lies in one part with all of its rows, and its target lies ahead of it', async () => {
    const spec: TableSpecInput = {
      target: 'y',
      features: ['x'],
      window: { length: 3, horizon: 2 },
      split: inTime,
      preprocess: { numeric: 'none' },
    };
    const arrays = await prepared(ramp(50), spec);
    const begins = { train: 0, validation: 32, test: 40 };
    for (const part of parts) {
      expect(arrays[part][0]).toBe(begins[part] + 4);
      for (const row of arrays[part]) expect(windowOf(arrays, row).flat()).toEqual([row - 4, row - 3, row - 2]);
    }
  });
});

test('rows that are filtered out are no part of the past', async () => {
  const arrays = await prepared(ramp(60), {
    target: 'y',
    features: ['x'],
    filter: 'x % 2 = 0',
    window: { length: 2 },
    split: inTime,
    preprocess: { numeric: 'none' },
  });
  for (const row of arrays.train) expect(windowOf(arrays, row).flat()).toEqual([row - 4, row - 2]);
});

test('rows of one series at one time are warned of, with the first', async () => {
  const csv = ['day,y', ...Array.from({ length: 40 }, (_, row) => `${row >> 1},${row}`)].join('\n');
  const { manifest } = await prepared(csv, { target: 'y', window: { length: 2, time: 'day' }, split: inTime });
  expect(manifest.warnings).toContainEqual({
    code: 'datasets.windowSameTime',
    params: { count: 20, row: 1 },
    column: 'day',
  });
  expect(manifest.warnings).toContainEqual({
    code: 'datasets.featureLeftOut',
    params: { reason: 'series' },
    column: 'day',
  });
});

test.each<[string, object, string, string, object]>([
  [
    'a window longer than a part',
    { length: 9 },
    'datasets.windowTooLong',
    'data.window.length',
    { part: 'validation', rows: 8, needed: 10 },
  ],
  [
    'a window longer than the series',
    { length: 60 },
    'datasets.windowTooLong',
    'data.window.length',
    { part: 'train', rows: 32 },
  ],
  [
    'a time that is not there',
    { length: 3, time: 'dya' },
    'datasets.windowColumnMissing',
    'data.window.time',
    { nearest: 'day' },
  ],
  [
    'a time that is text',
    { length: 3, time: 'name' },
    'datasets.windowTimeText',
    'data.window.time',
    { column: 'name' },
  ],
  ['a row without a time', { length: 3, time: 'gap' }, 'datasets.windowTimeMissing', 'data.window.time', { row: 7 }],
])('%s is refused', async (_, window, code, path, params) => {
  const lines = Array.from({ length: 50 }, (__, row) => `${row},n${row},${row === 7 ? '' : row},${row % 5}`);
  const spec = { target: 'y', features: ['y'], window, split: inTime } as TableSpecInput;
  const error = await userError(prepared(['day,name,gap,y', ...lines].join('\n'), spec));
  expect(error.code).toBe(code);
  expect(error.path).toBe(path);
  expect(error.params).toMatchObject(params);
});

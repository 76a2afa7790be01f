/** Prepared arrays are what scikit-learn makes of the same rows, and applying the recipe again gives the same bits. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPrepared, type PreparedArrays } from '../../../main/datasets/prepared.ts';
import { applyRecipe } from '../../../main/datasets/recipe/recipe.ts';
import { tableSpecSchema, type TableSpecInput, type TargetUse } from '../../../main/datasets/spec.ts';
import { prepare } from '../../../main/datasets/table/prepare.ts';
import { tableRows } from '../../../main/datasets/table/rows.ts';
import type { TableManifest } from '../../../main/datasets/manifest.ts';
import golden from '../../golden/recipe/golden.json' with { type: 'json' };
import { never, userError, Workbench } from './tables.ts';

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

const samples = new Map<string, Promise<TableManifest>>();

async function sample(name: string): Promise<TableManifest> {
  const path = fileURLToPath(new URL(`../../../resources/samples/${name}`, import.meta.url));
  const imported = samples.get(name) ?? bench.import(name, {}, path);
  samples.set(name, imported);
  return imported;
}

async function prepared(
  manifest: TableManifest,
  spec: TableSpecInput,
  categorical: boolean | readonly TargetUse[],
): Promise<PreparedArrays> {
  const uses = typeof categorical === 'boolean' ? ([categorical ? 'categorical' : 'regression'] as const) : categorical;
  const target = bench.path('prepared');
  const request = { folder: bench.datasetFolder(manifest), target, uses };
  await prepare({ ...request, spec: tableSpecSchema.parse(spec) }, never);
  return loadPrepared(target);
}

async function csv(text: string): Promise<TableManifest> {
  bench.write('table.csv', text);
  return bench.import('table.csv');
}

function featuresOf({ inputs }: PreparedArrays): Float32Array {
  const { features } = inputs;
  if (!(features instanceof Float32Array)) throw new Error('no features');
  return features;
}

function rowOf(arrays: PreparedArrays, row: number): number[] {
  const width = arrays.manifest.features.length;
  return [...featuresOf(arrays).subarray(row * width, (row + 1) * width)];
}

function expectClose(actual: Iterable<number>, expected: readonly number[], tolerance: number): void {
  const values = [...actual];
  expect(values.length).toBe(expected.length);
  values.forEach((value, index) => {
    const wanted = expected[index] ?? NaN;
    expect(Math.abs(value - wanted), `${index}: ${value} for ${wanted}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(wanted)),
    );
  });
}

describe.each(golden.cases)('$file with $numeric, $categorical, $missing, $method', (expected) => {
  test('is what scikit-learn makes', async () => {
    const manifest = await sample(expected.file);
    const { missing, numeric, categorical, method } = expected;
    const arrays = await prepared(
      manifest,
      {
        target: expected.target,
        features: expected.features,
        split: { method },
        preprocess: { missing, numeric, categorical },
      } as TableSpecInput,
      !expected.regression,
    );
    const width = expected.names.length;
    expect(arrays.manifest.features).toEqual(expected.names);
    expect([...arrays.train.subarray(0, 10)]).toEqual(expected.train);
    // Stored as float32, summed in float64.
    for (const { row, values } of expected.rows) expectClose(rowOf(arrays, row), values, 3e-7);
    const sums = Array<number>(width).fill(0);
    const squares = Array<number>(width).fill(0);
    featuresOf(arrays).forEach((value, index) => {
      sums[index % width] = (sums[index % width] ?? 0) + value;
      squares[index % width] = (squares[index % width] ?? 0) + value ** 2;
    });
    expectClose(sums, expected.columnSums, 1e-4);
    expectClose(squares, expected.columnSquares, 1e-6);
    const [target] = arrays.manifest.targets;
    const [values = []] = arrays.targets;
    if (target?.kind === 'categorical') {
      expect(target.classes).toEqual(expected.targets.classes);
      expect([...values]).toEqual(expected.targets.values);
      const ofTraining = Array.from(arrays.train, (row) => values[row]);
      const counts = target.classes.map((_, index) => ofTraining.filter((value) => value === index).length);
      expect(target.counts).toEqual(counts);
    } else {
      const [column] = target?.columns ?? [];
      expectClose([column?.mean ?? NaN], [expected.targets.mean ?? NaN], 1e-13);
      expectClose([column?.standardDeviation ?? NaN], [expected.targets.standardDeviation ?? NaN], 1e-13);
      expectClose(values, expected.targets.values, 3e-7);
    }
  });

  test('comes out the same, bit for bit, when the recipe is applied to the rows as text', async () => {
    const manifest = await sample(expected.file);
    const { missing, numeric, categorical } = expected;
    const arrays = await prepared(
      manifest,
      {
        target: expected.target,
        features: expected.features,
        preprocess: { missing, numeric, categorical },
      } as TableSpecInput,
      !expected.regression,
    );
    const page = await tableRows({ folder: bench.datasetFolder(manifest), offset: 0, limit: 1000, sort: null }, never);
    const rows = page.rows.map((cells) =>
      Object.fromEntries(page.columns.map((name, index) => [name, cells[index] ?? null])),
    );
    const stored = JSON.parse(JSON.stringify(arrays.manifest.recipe)) as typeof arrays.manifest.recipe;
    const applied = applyRecipe(stored, rows);
    expect(applied.features).toEqual(arrays.manifest.features);
    expect(Buffer.from(applied.values.buffer).equals(Buffer.from(featuresOf(arrays).buffer))).toBe(true);
  });
});

describe('features', () => {
  const people = ['id,name,age,city,born,y']
    .concat(
      Array.from(
        { length: 60 },
        (_, row) => `${row},person ${row},${20 + (row % 30)},${'AB'[row % 2]},2001-02-0${1 + (row % 9)},${row % 2}`,
      ),
    )
    .join('\n');

  test('“all” leaves out free text and dates, and says so', async () => {
    const { manifest } = await prepared(await csv(people), { target: 'y' }, true);
    expect(manifest.features).toEqual(['id', 'age', 'city=A', 'city=B']);
    expect(manifest.warnings).toEqual([
      { code: 'datasets.featureLeftOut', params: { reason: 'text' }, column: 'name' },
      { code: 'datasets.featureLeftOut', params: { reason: 'date' }, column: 'born' },
      // The cities alternate as the target does.
      { code: 'datasets.givesTargetAway', params: { target: 'y' }, column: 'city' },
    ]);
  });

  test('a date that is named is a number of days', async () => {
    const arrays = await prepared(
      await csv('born,y\n1970-01-02,0\n1970-01-11 12:00:00,1\n1970-01-01,0\n1969-12-31,1\n1970-01-03,1\n'),
      { target: 'y', features: ['born'], preprocess: { numeric: 'none' }, split: { test: 0.2, validation: 0 } },
      true,
    );
    expect([...featuresOf(arrays)]).toEqual([1, 10.5, 0, -1, 2]);
    expect([
      ...applyRecipe(arrays.manifest.recipe, [{ born: '1970-01-11 12:00:00' }, { born: '1970-01-02' }]).values,
    ]).toEqual([10.5, 1]);
  });

  test.each([
    [{ target: 'Y' }, 'datasets.targetMissing', 'data.target', { nearest: 'y' }],
    [{ target: 'y', features: ['age', 'cty'] }, 'datasets.featureMissing', 'data.features[1]', { nearest: 'city' }],
    [{ target: 'y', features: ['y'] }, 'datasets.targetAmongFeatures', 'data.features[0]', {}],
    [{ target: 'y', features: ['age', 'age'] }, 'datasets.featureTwice', 'data.features[1]', {}],
    [{ target: 'y', features: ['name'] }, 'datasets.featureUnusable', 'data.features[0]', { reason: 'text' }],
  ])('%j is refused: %s', async (spec, code, path, params) => {
    const manifest = await csv(people);
    const error = await userError(prepared(manifest, spec, true));
    expect(error).toMatchObject({ code, path, params });
  });

  test('a category that no training row has is zero throughout, and is counted', async () => {
    const rows = Array.from({ length: 50 }, (_, row) => `${row === 13 ? 'rare' : 'ab'[row % 2]},${row % 2}`);
    const manifest = await csv(`kind,y\n${rows.join('\n')}\n`);
    // Row 13 is the first that scikit-learn draws of 50 for seed 42.
    const arrays = await prepared(manifest, { target: 'y' }, true);
    expect(arrays.test[0]).toBe(13);
    expect(arrays.manifest.features).toEqual(['kind=a', 'kind=b']);
    expect(rowOf(arrays, 13)).toEqual([0, 0]);
    expect(arrays.manifest.warnings).toContainEqual({
      code: 'datasets.unseenValues',
      params: { count: 1 },
      column: 'kind',
    });
    expect(applyRecipe(arrays.manifest.recipe, [{ kind: 'new' }]).unseen).toEqual([
      { column: 'kind', value: 'new', row: 0 },
    ]);
  });

  test('statistics come from the training rows alone', async () => {
    // The test rows hold values that would show in any mean.
    const plain = Array.from({ length: 50 }, (_, row) => [row % 7, row % 2]);
    const before = await prepared(await csv(`x,y\n${plain.join('\n')}\n`), { target: 'y' }, true);
    const unseen = [...before.test, ...before.validation];
    const changed = plain.map(([x, y], row) => [unseen.includes(row) ? 1e6 : x, y]);
    const after = await prepared(await csv(`x,y\n${changed.join('\n')}\n`), { target: 'y' }, true);
    expect(after.manifest.recipe).toEqual(before.manifest.recipe);
    for (const row of before.train) expect(rowOf(after, row)).toEqual(rowOf(before, row));
  });

  test('numbers that cannot be computed with are refused by row', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `${row === 7 ? '-inf' : row},${row % 2}`);
    const error = await userError(prepared(await csv(`x,y\n${rows.join('\n')}\n`), { target: 'y' }, true));
    expect(error).toMatchObject({ code: 'datasets.valueNotFinite', params: { column: 'x', row: 7, value: '-inf' } });
    const large = Array.from({ length: 20 }, (_, row) => `${row === 7 ? '1e300' : row},${row % 2}`);
    const spec = { target: 'y', preprocess: { numeric: 'none' } } as const;
    expect(await userError(prepared(await csv(`x,y\n${large.join('\n')}\n`), spec, true))).toMatchObject({
      code: 'datasets.valueTooLarge',
      params: { column: 'x', row: 7 },
    });
  });

  test('a missing number is refused where the recipe says so', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `${row === 7 || row === 9 ? '' : row},${row % 2}`);
    const spec = { target: 'y', preprocess: { missing: 'refuse' } } as const;
    expect(await userError(prepared(await csv(`x,y\n${rows.join('\n')}\n`), spec, true))).toMatchObject({
      code: 'datasets.missingRefused',
      path: 'data.preprocess.missing',
      params: { column: 'x', row: 7, count: 2 },
    });
  });

  test('a constant feature becomes 0 and is named', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `0.1,${row},${row % 2}`);
    const arrays = await prepared(await csv(`c,x,y\n${rows.join('\n')}\n`), { target: 'y' }, true);
    expect(rowOf(arrays, 3)[0]).toBe(0);
    expect(arrays.manifest.warnings).toEqual([{ code: 'datasets.featureConstant', params: {}, column: 'c' }]);
  });
});

describe('targets', () => {
  test('rows without one are left out and listed, and keep the others’ numbers', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row},${row === 3 || row === 30 ? '' : 'ab'[row % 2]}`);
    const arrays = await prepared(await csv(`x,y\n${rows.join('\n')}\n`), { target: 'y' }, true);
    const drawn = [...arrays.train, ...arrays.validation, ...arrays.test].sort((a, b) => a - b);
    expect(drawn).toEqual(Array.from({ length: 40 }, (_, row) => row).filter((row) => row !== 3 && row !== 30));
    expect([3, 30, 2, 5].map((row) => arrays.targets[0]?.[row])).toEqual([-1, -1, 0, 1]);
    expect(arrays.manifest.warnings).toEqual([
      { code: 'datasets.targetMissingRows', params: { count: 2, rows: '3, 30' }, column: 'y' },
    ]);
  });

  test('classes are sorted: numbers by size, text by code point, booleans false first', async () => {
    const classes = async (values: string[]) => {
      const rows = Array.from({ length: 30 }, (_, row) => `${row},${values[row % values.length] ?? ''}`);
      const { manifest } = await prepared(await csv(`x,y\n${rows.join('\n')}\n`), { target: 'y' }, true);
      const [target] = manifest.targets;
      return target?.kind === 'categorical' ? target.classes : [];
    };
    expect(await classes(['10', '9', '-1'])).toEqual(['-1', '9', '10']);
    expect(await classes(['2.5', '10', '1'])).toEqual(['1', '2.5', '10']);
    expect(await classes(['b', 'B', 'é', '\u{1f600}', '\uffee', 'a'])).toEqual([
      'B',
      'a',
      'b',
      'é',
      '\uffee',
      '\u{1f600}',
    ]);
    expect(await classes(['TRUE', 'false'])).toEqual(['false', 'true']);
  });

  test.each([
    ['constant', Array<string>(20).fill('a'), true, 'datasets.targetConstant'],
    ['constant, as a number', Array<string>(20).fill('1.5'), false, 'datasets.targetConstant'],
    [
      'of text, for a regression',
      Array.from({ length: 20 }, (_, row) => 'ab'[row % 2] ?? ''),
      false,
      'datasets.targetNotNumber',
    ],
    ['of too many classes', Array.from({ length: 1200 }, (_, row) => String(row)), true, 'datasets.tooManyClasses'],
    ['without a value', Array<string>(20).fill('?'), true, 'datasets.targetEmpty'],
  ])('one %s is refused', async (_, values, categorical, code) => {
    const manifest = await csv(`x,y\n${values.map((value, row) => `${row},${value}`).join('\n')}\n`);
    expect(await userError(prepared(manifest, { target: 'y' }, categorical))).toMatchObject({
      code,
      path: 'data.target',
    });
  });

  test('one that is not standardized stays as it is', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `${row},${row * 2}`);
    const spec = { target: 'y', preprocess: { target: 'none' } } as const;
    const { manifest, targets } = await prepared(await csv(`x,y\n${rows.join('\n')}\n`), spec, false);
    const [target] = manifest.targets;
    if (target?.kind !== 'regression') throw new Error('no numbers');
    // The mean of the 12 training rows is what R² takes its spread about.
    const column = { column: 'y', mean: 0, standardDeviation: 1, center: expect.closeTo(20.1, -1) as number };
    expect(target.columns).toEqual([column]);
    expect([...(targets[0] ?? [])]).toEqual(Array.from({ length: 20 }, (_, row) => row * 2));
  });
});

describe('several targets, inputs and weights', () => {
  const count = 60;
  const rows = Array.from({ length: count }, (_, row) => {
    const label = row === 4 ? '' : String(row % 2);
    return [row, row % 7, 'ab'[row % 2], row === 9 ? '' : row * 2 + 5, label, Number(row % 5 === 0), row % 3].join(',');
  });
  const table = csv(`a,b,kind,price,new,rare,weight\n${rows.join('\n')}\n`);

  test('each output has its target, a row that lacks one of them takes no part, and no target is a feature', async () => {
    const spec: TableSpecInput = { target: { kind: 'kind', price: 'price' }, sampleWeight: 'weight' };
    const arrays = await prepared(await table, spec, ['categorical', 'regression']);
    const { manifest } = arrays;
    expect(manifest.targets.map(({ output, kind }) => [output, kind])).toEqual([
      ['kind', 'categorical'],
      ['price', 'regression'],
    ]);
    const drawn = [...arrays.train, ...arrays.validation, ...arrays.test];
    expect(drawn).not.toContain(9);
    expect(drawn.length).toBe(count - 1);
    const training = Array.from(arrays.train, (row) => arrays.targets[1]?.[row] ?? NaN);
    expectClose([training.reduce((sum, value) => sum + value, 0)], [0], 1e-4);
    expect(manifest.features).toEqual(['a', 'b', 'new', 'rare']);
    expect(manifest.sampleWeight).toBe('weight');
    expect([...(arrays.weights ?? [])]).toEqual(Array.from({ length: count }, (_, row) => row % 3));
    expect(manifest.warnings).toContainEqual({
      code: 'datasets.featureLeftOut',
      params: { reason: 'weight' },
      column: 'weight',
    });
  });

  test('columns of one output stand side by side, labels as they are', async () => {
    const spec: TableSpecInput = { target: ['new', 'rare'], features: ['a', 'b'] };
    const arrays = await prepared(await table, spec, ['labels']);
    const [target] = arrays.manifest.targets;
    expect(target).toMatchObject({ kind: 'labels', columns: [{ mean: 0, standardDeviation: 1 }, { column: 'rare' }] });
    expect([...(arrays.targets[0] ?? [])].slice(10, 14)).toEqual([1, 1, 0, 0]);
  });

  test('targets are features where they are all of them: what comes in is to be given back', async () => {
    const spec: TableSpecInput = { target: ['a', 'b'], features: ['b', 'a'] };
    const arrays = await prepared(await table, spec, false);
    expect(arrays.manifest.features).toEqual(['b', 'a']);
    const [target] = arrays.targets;
    for (const row of arrays.train) {
      expectClose(rowOf(arrays, row), [target?.[2 * row + 1] ?? NaN, target?.[2 * row] ?? NaN], 1e-6);
    }
    const more = prepared(await table, { target: ['a', 'b'], features: ['a', 'b', 'new'] }, false);
    expect(await userError(more)).toMatchObject({ code: 'datasets.targetAmongFeatures', path: 'data.features[0]' });
  });

  test('columns of each input are places in one array, one of both prepared once', async () => {
    const spec: TableSpecInput = { target: 'price', features: { left: ['kind', 'a'], right: ['b', 'kind'] } };
    const { manifest } = await prepared(await table, spec, false);
    expect(manifest.features).toEqual(['kind=a', 'kind=b', 'a', 'b']);
    expect(manifest.columnsByInput).toEqual({ left: [0, 1, 2], right: [3, 0, 1] });
  });

  test.each<[string, TableSpecInput, readonly TargetUse[], string, string]>([
    [
      'a target that is not there',
      { target: { one: 'price', two: 'nwe' } },
      ['regression', 'regression'],
      'datasets.targetMissing',
      'data.target',
    ],
    ['a label of 5', { target: ['price'] }, ['labels'], 'datasets.targetNotShare', 'data.target'],
    [
      'a feature of an input that is a target',
      { target: 'price', features: { x: ['a'], y: ['b', 'price'] } },
      ['regression'],
      'datasets.targetAmongFeatures',
      'data.features.y[1]',
    ],
    [
      'a weight that is not there',
      { target: 'price', sampleWeight: 'wieght' },
      ['regression'],
      'datasets.weightMissing',
      'data.sampleWeight',
    ],
    [
      'weights of text',
      { target: 'price', sampleWeight: 'kind' },
      ['regression'],
      'datasets.weightNotNumber',
      'data.sampleWeight',
    ],
    [
      'a row without a weight',
      { target: 'kind', sampleWeight: 'price' },
      ['categorical'],
      'datasets.weightInvalid',
      'data.sampleWeight',
    ],
    [
      'a negative weight',
      { target: 'price', compute: { w: 'a - 5' }, sampleWeight: 'w' },
      ['regression'],
      'datasets.weightInvalid',
      'data.sampleWeight',
    ],
    [
      'weights that are all zero',
      { target: 'price', compute: { w: 'a * 0' }, sampleWeight: 'w' },
      ['regression'],
      'datasets.weightsAllZero',
      'data.sampleWeight',
    ],
    [
      'an encoding by one of several targets',
      { target: ['a', 'b'], preprocess: { categorical: 'target' } },
      ['regression'],
      'datasets.noTargetToEncode',
      'data.preprocess.columns.kind',
    ],
  ])('%s is refused', async (_, spec, uses, code, path) => {
    expect(await userError(prepared(await table, spec, uses))).toMatchObject({ code, path });
  });
});

test('nothing is left where preparing fails, and what was there before stays', async () => {
  const manifest = await sample('iris.csv');
  await prepared(manifest, { target: 'species' }, true);
  const before = readdirSync(bench.path('prepared'));
  const error = await userError(prepared(manifest, { target: 'absent' }, true));
  expect(error.code).toBe('datasets.targetMissing');
  expect(readdirSync(bench.path('prepared'))).toEqual(before);
  expect(readdirSync(bench.folder).filter((name) => name.includes('unfinished'))).toEqual([]);
});

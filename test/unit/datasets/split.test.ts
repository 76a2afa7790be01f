/** Splits draw scikit-learn's rows and Keras' validation rows. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { splitRows } from '../../../main/datasets/split.ts';
import { splitSpecSchema } from '../../../main/datasets/spec.ts';
import { splitMethods } from '../../../main/datasets/splits/registry.ts';
import golden from '../../golden/split/golden.json' with { type: 'json' };

type Recorded = number[] | { count: number; sha256: string };

function expectRows(rows: Int32Array, recorded: Recorded): void {
  if (Array.isArray(recorded)) expect([...rows]).toEqual(recorded);
  else {
    expect(rows.length).toBe(recorded.count);
    expect(
      createHash('sha256')
        .update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength))
        .digest('hex'),
    ).toBe(recorded.sha256);
  }
}

const spec = (overrides: object) => splitSpecSchema.parse({ validation: 0, ...overrides });

describe('the registry', () => {
  test('holds every file of its folder', () => {
    const files = readdirSync(new URL('../../../main/datasets/splits', import.meta.url))
      .map((name) => name.replace(/\.ts$/, ''))
      .filter((name) => name !== 'registry' && name !== 'method');
    expect(Object.keys(splitMethods).sort()).toEqual(files.sort());
    expect(splitSpecSchema.shape.method.unwrap().options.toSorted()).toEqual(files.sort());
  });
});

describe('random', () => {
  test.each(golden.random)('draws scikit-learn’s rows: $rows rows, seed $seed', ({ rows, seed, ...expected }) => {
    const split = splitRows(rows, null, spec({ test: expected.test, seed }));
    expectRows(split.test, expected.testRows);
    expectRows(split.train, expected.remainder);
  });

  test('draws the published iris rows', () => {
    const split = splitRows(150, null, splitSpecSchema.parse({}));
    expect([...split.test]).toEqual([
      73, 18, 118, 78, 76, 31, 64, 141, 68, 82, 110, 12, 36, 9, 19, 56, 104, 69, 55, 132, 29, 127, 26, 128, 131, 145,
      108, 143, 45, 30,
    ]);
    expect([...split.validation]).toEqual([
      107, 124, 21, 57, 144, 129, 37, 140, 1, 52, 130, 103, 99, 116, 87, 74, 121, 149, 20, 71, 106, 14, 92, 102,
    ]);
    expect(split.train.length).toBe(96);
  });
});

describe('grouped', () => {
  test.each(golden.grouped)('draws scikit-learn’s groups: $rows rows, $groups groups, seed $seed', (expected) => {
    const { rows, groups, seed, test, validation } = expected;
    const values = Float64Array.from({ length: rows }, (_, row) => (row * 7919) % groups);
    const by = { kind: 'numbers' as const, name: 'group', values };
    const split = splitRows(rows, null, spec({ method: 'grouped', by: 'group', seed, test, validation }), by);
    expectRows(split.test, expected.testRows);
    expectRows(split.validation, expected.validationRows);
    expectRows(split.train, expected.trainRows);
  });

  test('goes by the order of texts as scikit-learn does, and takes missing values for a group', () => {
    const values = ['b', null, 'a', 'b', null, 'c', 'a'];
    const by = { kind: 'texts' as const, name: 'group', values };
    const split = splitRows(7, null, spec({ method: 'grouped', by: 'group', seed: 1, test: 0.25 }), by);
    const groupsOf = (rows: Int32Array): Set<string | null> => new Set(Array.from(rows, (row) => values[row] ?? null));
    const inTrain = groupsOf(split.train);
    expect([...groupsOf(split.test)].filter((group) => inTrain.has(group))).toEqual([]);
    expect(split.test.length + split.train.length).toBe(7);
  });
});

describe('kfold', () => {
  test.each(golden.kfold)('draws scikit-learn’s folds: $rows rows, $folds folds, seed $seed', (expected) => {
    const { rows, folds, seed, testRows } = expected;
    testRows.forEach((recorded, fold) => {
      const split = splitRows(rows, null, spec({ method: 'kfold', folds, fold, seed, validation: 0.1 }));
      expectRows(split.test.toSorted(), recorded);
      expect([...split.test, ...split.train, ...split.validation].sort((one, other) => one - other)).toEqual(
        Array.from({ length: rows }, (_, row) => row),
      );
    });
  });
  test('refuses a fold that is not there, and more folds than rows', () => {
    const failure = (rows: number, overrides: object): unknown => {
      try {
        return splitRows(rows, null, spec({ method: 'kfold', ...overrides }));
      } catch (error) {
        return error;
      }
    };
    expect(failure(10, { folds: 5, fold: 5 })).toMatchObject({ code: 'datasets.foldUnknown', path: 'data.split.fold' });
    expect(failure(4, { folds: 5 })).toMatchObject({ code: 'datasets.foldsTooMany' });
  });
});

describe('time', () => {
  const by = { kind: 'numbers' as const, name: 'day', values: Float64Array.of(5, 1, 4, 1, 3, 9, 2, 8, 7, 6) };
  test('takes the last rows for the test, and the last before them for validation', () => {
    const split = splitRows(10, null, spec({ method: 'time', by: 'day', test: 0.2, validation: 0.25 }), by);
    expect([...split.train]).toEqual([1, 3, 6, 4, 2, 0]);
    expect([...split.validation]).toEqual([9, 8]);
    expect([...split.test]).toEqual([7, 5]);
  });
  test('refuses a row without a time, and times that are texts', () => {
    const missing = { ...by, values: Float64Array.of(1, NaN, 3) };
    const texts = { kind: 'texts' as const, name: 'day', values: ['a', 'b', 'c'] };
    expect(() => splitRows(3, null, spec({ method: 'time', by: 'day' }), missing)).toThrow('datasets.splitTimeMissing');
    expect(() => splitRows(3, null, spec({ method: 'time', by: 'day' }), texts)).toThrow('datasets.splitTimeText');
    expect(() => splitRows(3, null, spec({ method: 'time' }))).toThrow('datasets.splitColumnNeeded');
  });
});

describe('column', () => {
  const by = { kind: 'texts' as const, name: 'part', values: ['train', 'test', 'Val', ' training', 'dev', 'TEST'] };
  test('takes each row where its column says', () => {
    const split = splitRows(6, null, spec({ method: 'column', by: 'part' }), by);
    expect([...split.train]).toEqual([0, 3]);
    expect([...split.validation]).toEqual([2, 4]);
    expect([...split.test]).toEqual([1, 5]);
  });
  test('refuses a word that says nothing, naming its row', () => {
    const odd = { ...by, values: ['train', null, 'other'] };
    expect(() => splitRows(3, null, spec({ method: 'column', by: 'part' }), odd)).toThrow(/splitWord.*"row":1/);
  });
});

describe('stratified', () => {
  test.each(golden.stratified)('draws scikit-learn’s rows: $sizes, seed $seed', ({ sizes, seed, ...expected }) => {
    const inOrder = sizes.flatMap((size, index) => Array<number>(size).fill(index));
    const classes = Int32Array.from(inOrder, (_, row) => inOrder[(row * 7919) % inOrder.length] ?? 0);
    const split = splitRows(classes.length, classes, spec({ test: expected.test, seed, method: 'stratified' }));
    expectRows(split.test, expected.testRows);
    expectRows(split.train, expected.remainder);
  });

  test.each([
    ['a class of one row', [0, 0, 0, 0, 1]],
    ['fewer test rows than classes', [0, 0, 1, 1, 2, 2]],
  ])('refuses %s', (_, classes) => {
    expect(() => splitRows(classes.length, Int32Array.from(classes), spec({ method: 'stratified' }))).toThrow(
      UserError,
    );
  });

  test('refuses a target that is a number', () => {
    expect(() => splitRows(10, null, spec({ method: 'stratified' }))).toThrow(/stratifyNumber/);
  });
});

test('every row is in exactly one part, and the sizes are as documented', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      fc.nat(),
      (rows, test, validation, seed) => {
        const testCount = Math.ceil(test * rows);
        const trainCount = Math.floor((rows - testCount) * (1 - validation));
        if (trainCount < 1) {
          expect(() => splitRows(rows, null, spec({ test, validation, seed }))).toThrow(/splitTooSmall/);
          return;
        }
        const split = splitRows(rows, null, spec({ test, validation, seed }));
        expect([split.test.length, split.train.length]).toEqual([testCount, trainCount]);
        const all = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: rows }, (_, row) => row));
      },
    ),
  );
});

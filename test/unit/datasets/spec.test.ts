/** The `data` section: defaults are filled in, and what is wrong is named by its path. */
import { describe, expect, test } from 'vitest';
import { dataSpecSchema } from '../../../main/datasets/spec.ts';

test('defaults are filled in', () => {
  expect(dataSpecSchema.parse({ target: 'species' })).toEqual({
    kind: 'table',
    target: 'species',
    features: 'all',
    split: { test: 0.2, validation: 0.2, seed: 42, method: 'random' },
    compute: {},
    filter: null,
    preprocess: {
      numeric: 'standardize',
      categorical: 'onehot',
      missing: 'mean',
      indicator: false,
      groups: {},
      columns: {},
      target: 'standardize',
    },
  });
});

test('everything can be said', () => {
  const whole = {
    kind: 'table',
    path: 'iris.csv',
    target: 'species',
    features: ['a', 'b'],
    split: { test: 0, validation: 0, seed: 2 ** 32 - 1, method: 'stratified' },
    compute: { ratio: 'a / b' },
    filter: 'a > 0',
    preprocess: {
      numeric: 'minmax',
      categorical: 'ordinal',
      missing: { constant: -1 },
      indicator: true,
      groups: { numeric: [{ step: 'robust' } as const] },
      columns: { a: [{ step: 'log' } as const] },
      target: 'none' as const,
    },
  };
  expect(dataSpecSchema.parse(whole)).toEqual(whole);
});

describe.each([
  [{}, 'target'],
  [{ target: 'y', traget: 'y' }, ''],
  [{ target: 'y', split: { test: 1 } }, 'split.test'],
  [{ target: 'y', split: { test: -0.1 } }, 'split.test'],
  [{ target: 'y', split: { validation: NaN } }, 'split.validation'],
  [{ target: 'y', split: { seed: 2 ** 32 } }, 'split.seed'],
  [{ target: 'y', split: { seed: 1.5 } }, 'split.seed'],
  [{ target: 'y', split: { method: 'shuffle' } }, 'split.method'],
  [{ target: 'y', split: { extra: 1 } }, 'split'],
  [{ target: 'y', features: [] }, 'features'],
  [{ target: 'y', preprocess: { numeric: 'log' } }, 'preprocess.numeric'],
  [{ target: 'y', preprocess: { missing: { constant: Infinity } } }, 'preprocess.missing'],
  [{ kind: 'sounds', target: 'y' }, 'kind'],
  [{ kind: 'images', target: 'y' }, ''],
  [{ kind: 'images', size: [28, 0] }, 'size.1'],
  [{ kind: 'images', channels: 2 }, 'channels'],
  [{ kind: 'images', split: { test: 1 } }, 'split.test'],
])('%j', (input, path) => {
  test(`is refused at “${path}”`, () => {
    const result = dataSpecSchema.safeParse(input);
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

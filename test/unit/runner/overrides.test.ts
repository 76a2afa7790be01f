/** `--set`: paths, values, and what they cannot reach. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { applyOverrides, parseFieldPath, parseOverrideValue } from '../../../main/runner/experiment-file/overrides.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'none';
}

test('paths', () => {
  expect(parseFieldPath('training.seed')).toEqual(['training', 'seed']);
  expect(parseFieldPath('model.layers[1].units')).toEqual(['model', 'layers', 1, 'units']);
  expect(parseFieldPath('data.kinds["a b"]')).toEqual(['data', 'kinds', 'a b']);
});

test.each(['', '.seed', 'training..seed', 'training.', 'a b', '[0]', 'a[', 'a[-1]', 'a["\\x"]'])(
  'no path: %j',
  (path) => {
    expect(codeOf(() => parseFieldPath(path))).toBe('runner.overrideSyntax');
  },
);

test('values are JSON where they are JSON', () => {
  expect(parseOverrideValue('3')).toBe(3);
  expect(parseOverrideValue('"3"')).toBe('3');
  expect(parseOverrideValue('true')).toBe(true);
  expect(parseOverrideValue('["a"]')).toEqual(['a']);
  expect(parseOverrideValue('my run')).toBe('my run');
  expect(parseOverrideValue('')).toBe('');
});

describe('application', () => {
  const experiment = { training: { seed: 0 }, model: { layers: [{ units: 64 }, { units: 32 }] } };

  test('replaces fields and leaves the original alone', () => {
    const changed = applyOverrides(experiment, { 'training.seed': '3', 'model.layers[1].units': '8', name: 'x' });
    expect(changed).toEqual({ name: 'x', training: { seed: 3 }, model: { layers: [{ units: 64 }, { units: 8 }] } });
    expect(experiment.training.seed).toBe(0);
  });

  test('makes sections that are left out, and appends to a list', () => {
    expect(applyOverrides({}, { 'data.split.seed': '1' })).toEqual({ data: { split: { seed: 1 } } });
    expect(applyOverrides({ a: [1] }, { 'a[1]': '2' })).toEqual({ a: [1, 2] });
  });

  test('refuses what is not there', () => {
    expect(codeOf(() => applyOverrides(experiment, { 'model.layers[5].units': '1' }))).toBe('runner.overrideIndex');
    expect(codeOf(() => applyOverrides(experiment, { 'model.layers.x': '1' }))).toBe('runner.overrideIndex');
    expect(codeOf(() => applyOverrides(experiment, { 'training.seed.x': '1' }))).toBe('runner.overrideThroughValue');
    expect(codeOf(() => applyOverrides(experiment, { 'training[0]': '1' }))).toBe('runner.overrideThroughValue');
  });

  test('cannot reach a prototype', () => {
    const changed = applyOverrides({}, { '__proto__.polluted': 'true' }) as object;
    expect(Object.keys(changed)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

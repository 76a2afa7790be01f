/** First weights: spread and bounds of each initializer against its published formula. */
import { describe, expect, it } from 'vitest';
import { initializerNames, initialTensor, type InitializerName } from '../../../main/models/initializers/registry.ts';

const fans = { input: 120, output: 80 };
const shape = [fans.input, fans.output];

/** Standard deviation and largest magnitude, from the papers' formulas; null where there is no bound. */
const expected: Readonly<Record<InitializerName, { deviation: number; bound: number | null }>> = {
  glorotUniform: { deviation: Math.sqrt(2 / 200), bound: Math.sqrt(6 / 200) },
  glorotNormal: { deviation: Math.sqrt(2 / 200), bound: (2 * Math.sqrt(2 / 200)) / 0.87962566 },
  heUniform: { deviation: Math.sqrt(2 / 120), bound: Math.sqrt(6 / 120) },
  heNormal: { deviation: Math.sqrt(2 / 120), bound: (2 * Math.sqrt(2 / 120)) / 0.87962566 },
  lecunUniform: { deviation: Math.sqrt(1 / 120), bound: Math.sqrt(3 / 120) },
  lecunNormal: { deviation: Math.sqrt(1 / 120), bound: (2 * Math.sqrt(1 / 120)) / 0.87962566 },
  randomNormal: { deviation: 0.05, bound: null },
  randomUniform: { deviation: 0.05 / Math.sqrt(3), bound: 0.05 },
  zeros: { deviation: 0, bound: 0 },
  ones: { deviation: 0, bound: 1 },
};

const draw = (name: InitializerName, key = 'parameters/dense_1/kernel', seed = 0): Float32Array =>
  initialTensor(name, key, shape, fans, seed).data as Float32Array;

describe.each(initializerNames)('%s', (name) => {
  it('has the spread of its formula', () => {
    const values = draw(name);
    const { deviation, bound } = expected[name];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const found = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean - (name === 'ones' ? 1 : 0))).toBeLessThanOrEqual(5 * deviation * values.length ** -0.5);
    expect(Math.abs(found - deviation)).toBeLessThanOrEqual(0.03 * deviation);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (bound !== null) {
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(largest).toBeGreaterThanOrEqual(0.95 * bound);
    }
  });
});

it('draws for a parameter what its name and the seed say, whatever else the model holds', () => {
  expect(draw('heNormal')).toEqual(draw('heNormal'));
  expect(draw('heNormal', 'parameters/dense_2/kernel')).not.toEqual(draw('heNormal'));
  expect(draw('heNormal', 'parameters/dense_1/kernel', 1)).not.toEqual(draw('heNormal'));
});

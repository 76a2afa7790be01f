/** First weights: spread and bounds of each initializer against its published formula. */
import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../main/graph/tensor.ts';
import { initializerNames, initialTensor, type InitializerName } from '../../../main/models/initializers/registry.ts';

/** A dense kernel, and one of a convolution: 3 by 3 places, 20 channels in, 10 out, each place counted on both sides. */
const kernels = [
  { shape: [120, 80], fans: { input: 120, output: 80 } },
  { shape: [10, 20, 3, 3], fans: { input: 9 * 20, output: 9 * 10 } },
];

/** Standard deviation and largest magnitude, from the papers' formulas; null where there is no bound. */
const expected: Readonly<
  Record<InitializerName, (input: number, output: number) => { deviation: number; bound: number | null }>
> = {
  glorotUniform: (input, output) => uniform(Math.sqrt(6 / (input + output))),
  glorotNormal: (input, output) => truncated(Math.sqrt(2 / (input + output))),
  heUniform: (input) => uniform(Math.sqrt(6 / input)),
  heNormal: (input) => truncated(Math.sqrt(2 / input)),
  lecunUniform: (input) => uniform(Math.sqrt(3 / input)),
  lecunNormal: (input) => truncated(Math.sqrt(1 / input)),
  // An orthonormal vector of n elements has a mean square of 1/n; both kernels are 120 and 180 long, 80 and 10 wide.
  orthogonal: (input) => ({ deviation: input ** -0.5, bound: null }),
  randomNormal: () => ({ deviation: 0.05, bound: null }),
  randomUniform: () => uniform(0.05),
  truncatedNormal: () => ({ deviation: 0.05 * cut, bound: 0.1 }),
  zeros: () => ({ deviation: 0, bound: 0 }),
  ones: () => ({ deviation: 0, bound: 1 }),
};

/** Standard deviation of a standard normal cut off at two from 0. */
const cut = 0.87962566;
const uniform = (bound: number) => ({ deviation: bound / Math.sqrt(3), bound });
const truncated = (deviation: number) => ({ deviation, bound: (2 * deviation) / cut });

function draw(
  name: InitializerName,
  { shape, fans } = kernels[0] ?? { shape: [], fans: { input: 1, output: 1 } },
  key = 'parameters/dense_1/kernel',
  seed = 0,
): Float32Array {
  return initialTensor(name, key, shape, fans, seed).data as Float32Array;
}

describe.each(initializerNames)('%s', (name) => {
  it.each(kernels)('has the spread of its formula on $shape', (kernel) => {
    const values = draw(name, kernel);
    const { deviation, bound } = expected[name](kernel.fans.input, kernel.fans.output);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const found = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean - (name === 'ones' ? 1 : 0))).toBeLessThanOrEqual(5 * deviation * values.length ** -0.5);
    expect(Math.abs(found - deviation)).toBeLessThanOrEqual(0.06 * deviation);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (bound !== null) {
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(largest).toBeGreaterThanOrEqual(0.95 * bound);
    }
  });
});

describe('orthogonal', () => {
  it.each([[[30, 20]], [[20, 30]], [[25, 25]], [[8, 5, 3, 3]], [[100, 5, 2, 2]], [[1, 7]], [[7]]])(
    'gives orthonormal vectors along the shorter side of %j',
    (shape) => {
      const rows = shape.length === 1 ? 1 : (shape[0] ?? 1);
      const columns = elementCount(shape) / rows;
      const values = draw('orthogonal', { shape, fans: { input: 1, output: 1 } });
      const vector = (index: number): number[] =>
        rows <= columns
          ? [...values.subarray(index * columns, (index + 1) * columns)]
          : Array.from({ length: rows }, (_, row) => values[row * columns + index] ?? NaN);
      for (let left = 0; left < Math.min(rows, columns); left += 1) {
        for (let right = 0; right <= left; right += 1) {
          const other = vector(right);
          const product = vector(left).reduce((sum, value, index) => sum + value * (other[index] ?? NaN), 0);
          expect(Math.abs(product - Number(left === right))).toBeLessThan(1e-6);
        }
      }
    },
  );

  it('turns either way: the sign of each diagonal element is as often plus as minus', () => {
    const signs = Array.from({ length: 200 }, (_, seed) =>
      Math.sign(draw('orthogonal', { shape: [3, 3], fans: { input: 3, output: 3 } }, 'k', seed)[8] ?? NaN),
    );
    // Seven standard deviations of the sum of 200 coins. Without the fixed sign of R the last column leans one way.
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(100);
  });
});

it('draws for a parameter what its name and the seed say, whatever else the model holds', () => {
  expect(draw('heNormal')).toEqual(draw('heNormal'));
  expect(draw('heNormal', kernels[0], 'parameters/dense_2/kernel')).not.toEqual(draw('heNormal'));
  expect(draw('heNormal', kernels[0], 'parameters/dense_1/kernel', 1)).not.toEqual(draw('heNormal'));
});

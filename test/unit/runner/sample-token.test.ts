/** Drawing a token: shares, temperature and the likeliest few, counted over the whole range of the random number. */
import { expect, test } from 'vitest';
import { sampleToken, type Sampling } from '../../../main/runner/process/sample-token.ts';

const probabilities = Float32Array.of(0.1, 0.4, 0.2, 0, 0.2, 0.1);

/** How often each token comes of 10,000 evenly spread random numbers. */
function counted(sampling: Partial<Sampling>, never: readonly number[] = []): number[] {
  const counts = new Array<number>(probabilities.length).fill(0);
  for (let at = 0; at < 10_000; at += 1) {
    const token = sampleToken(probabilities, { temperature: 1, topK: null, ...sampling }, never, at / 10_000);
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts;
}

function expectShares(counts: readonly number[], weights: readonly number[]): void {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  counts.forEach((count, token) => {
    expect(Math.abs(count - (10_000 * (weights[token] ?? 0)) / sum), `token ${token}`).toBeLessThanOrEqual(1);
  });
}

test('at temperature 1 tokens come as often as the model says', () => {
  expectShares(counted({}), [1, 4, 2, 0, 2, 1]);
});

test('a temperature is the exponent of the probabilities, turned over', () => {
  expectShares(counted({ temperature: 0.5 }), [1, 16, 4, 0, 4, 1]);
  expectShares(counted({ temperature: 2 }), [1, 2, Math.SQRT2, 0, Math.SQRT2, 1]);
});

test('temperature 0 is the likeliest, whatever the random number', () => {
  expect(counted({ temperature: 0 })).toEqual([0, 10_000, 0, 0, 0, 0]);
  expect(sampleToken(Float32Array.of(0.5, 0.5), { temperature: 0, topK: null }, [], 0.9)).toBe(0);
});

test('of the likeliest few, equal ones by their number; what must not come does not', () => {
  expectShares(counted({ topK: 2 }), [0, 4, 2, 0, 0, 0]);
  expectShares(counted({ topK: 100 }), [1, 4, 2, 0, 2, 1]);
  expectShares(counted({ topK: 2 }, [1]), [0, 0, 2, 0, 2, 0]);
  expect(counted({ temperature: 0 }, [1, 2])).toEqual([0, 0, 0, 0, 10_000, 0]);
});

test('where the model is sure of what must not come, another token comes', () => {
  expect(sampleToken(Float32Array.of(1, 0, 0), { temperature: 0.8, topK: null }, [0], 0.3)).toBe(1);
});

test('probabilities that are far too small for a power do not become nothing', () => {
  const tiny = Float32Array.of(1e-30, 3e-30);
  const at = (uniform: number): number => sampleToken(tiny, { temperature: 0.05, topK: null }, [], uniform);
  expect([at(0.5), at(0.999)]).toEqual([1, 1]);
});

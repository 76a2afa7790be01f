/** What the values of a tensor amount to, against NumPy. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HistogramCounts, MomentSums } from '../../../main/evaluation/tensor-statistics.ts';

interface Golden {
  readonly cases: Readonly<
    Record<
      string,
      Readonly<
        Record<'mean' | 'standardDeviation' | 'minimum' | 'maximum' | 'norm' | 'zeroShare' | 'from' | 'to', number>
      > & {
        readonly values: number[];
        readonly counts: number[];
      }
    >
  >;
}
const golden = JSON.parse(readFileSync(new URL('../../golden/weights/golden.json', import.meta.url), 'utf8')) as Golden;

/** In slices of a length that divides nothing. */
function slices(values: readonly number[]): Float32Array[] {
  const all = Float32Array.from(values);
  return Array.from({ length: Math.ceil(all.length / 7) }, (_, index) => all.subarray(index * 7, index * 7 + 7));
}

test.each(Object.entries(golden.cases))('%s as numpy has it', (_, expected) => {
  const sums = new MomentSums();
  for (const slice of slices(expected.values)) sums.add(slice);
  const moments = sums.moments();
  expect(moments.count).toBe(expected.values.length);
  expect(moments.notFinite).toBe(0);
  for (const name of ['mean', 'standardDeviation', 'minimum', 'maximum', 'norm', 'zeroShare'] as const) {
    const size = Math.max(Math.abs(expected[name]), 1e-12);
    expect(Math.abs((moments[name] ?? NaN) - expected[name]) / size, name).toBeLessThan(1e-9);
  }
  const histogram = new HistogramCounts(expected.minimum, expected.maximum, expected.counts.length);
  for (const slice of slices(expected.values)) histogram.add(slice);
  expect(histogram.histogram()).toEqual({ from: expected.from, to: expected.to, counts: expected.counts });
});

test('what is not finite is counted and changes nothing else', () => {
  const sums = new MomentSums();
  sums.add(Float32Array.of(1, NaN, -Infinity, 3));
  expect(sums.moments()).toMatchObject({ count: 4, notFinite: 2, mean: 2, minimum: 1, maximum: 3, zeroShare: 0 });
  const none = new MomentSums();
  none.add(Float32Array.of(NaN));
  expect(none.moments()).toMatchObject({ count: 1, notFinite: 1, mean: null, norm: null, minimum: null });
});

/** A thinned series keeps what a person would see of the whole one: its ends, every spike, every gap, and true readings. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PackedSeries } from '../../../main/api/contract/index.ts';
import { thinSeries } from '../../../main/api/thin-series.ts';

const seriesOf = (values: Float64Array, start = 1): PackedSeries => ({
  run: 'r',
  metric: 'm',
  start,
  epochs: null,
  values,
});

test('one spike of a million points stays, at its epoch', () => {
  const values = new Float64Array(1_000_000).fill(0.5);
  values[765_432] = 40;
  values[123_456] = -7;
  const { epochs, values: kept } = thinSeries(seriesOf(values), 300);
  expect(kept.length).toBeLessThanOrEqual(5 * 300);
  expect(epochs?.[kept.indexOf(40)]).toBe(765_433);
  expect(epochs?.[kept.indexOf(-7)]).toBe(123_457);
});

test('a short series comes back as it is', () => {
  const short = seriesOf(Float64Array.from({ length: 40 }, (_, index) => index));
  expect(thinSeries(short, 10)).toBe(short);
  expect(thinSeries(short, 9).epochs).not.toBeNull();
});

test('of every stretch the ends, the extremes and a gap stay, in order, and nothing is made up', () => {
  const reading = fc.oneof({ weight: 9, arbitrary: fc.double({ noNaN: true }) }, fc.constant(NaN));
  fc.assert(
    fc.property(
      fc.array(reading, { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 1000 }),
      (numbers, buckets, start) => {
        const values = Float64Array.from(numbers);
        const { epochs, values: kept } = thinSeries(seriesOf(values, start), buckets);
        if (epochs === null) {
          expect(kept).toBe(values);
          return;
        }
        kept.forEach((value, index) => {
          expect(value).toBe(numbers[(epochs[index] ?? 0) - start]);
          if (index > 0) expect(epochs[index]).toBeGreaterThan(epochs[index - 1] ?? 0);
        });
        for (let bucket = 0; bucket < buckets; bucket += 1) {
          const first = Math.floor((bucket * numbers.length) / buckets);
          const end = Math.floor(((bucket + 1) * numbers.length) / buckets);
          const all = numbers.slice(first, end);
          const own = [...kept].filter((_, index) => {
            const place = (epochs[index] ?? 0) - start;
            return place >= first && place < end;
          });
          const finite = (list: number[]): number[] => list.filter((value) => !Number.isNaN(value));
          expect(Math.max(...finite(own))).toBe(Math.max(...finite(all)));
          expect(Math.min(...finite(own))).toBe(Math.min(...finite(all)));
          expect([own[0], own.at(-1)]).toEqual([all[0], all.at(-1)]);
          expect(own.some(Number.isNaN)).toBe(all.some(Number.isNaN));
        }
      },
    ),
  );
});

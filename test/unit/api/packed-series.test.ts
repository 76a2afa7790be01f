/** Series as bytes come back as they went, and are the same as the JSON of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packSeries, unpackSeries } from '../../../main/api/contract/packed-series.ts';
import { toPackedSeries, toSeriesChunk } from '../../../main/api/run-mapping.ts';

test('any series come back as they went', async () => {
  const series = fc.record({
    run: fc.string({ unit: 'grapheme' }),
    metric: fc.string({ unit: 'grapheme' }),
    start: fc.integer({ min: 1, max: 1e6 }),
    values: fc.array(fc.double({ noDefaultInfinity: true }), { maxLength: 30 }).map((list) => Float64Array.from(list)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(series, fc.boolean()), { maxLength: 8 }), async (drawn) => {
      const list = drawn.map(([one, isThinned]) => {
        const epochs = isThinned ? Int32Array.from(one.values, (_, index) => one.start + 3 * index) : null;
        return { ...one, epochs };
      });
      expect(await unpackSeries(packSeries(list))).toEqual(list);
    }),
  );
});

test('a view on a part of a larger buffer is packed as that part', async () => {
  const values = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
  const [back] = await unpackSeries(packSeries([{ run: 'r', metric: 'm', start: 1, epochs: null, values }]));
  expect(back?.values).toEqual(Float64Array.of(2, 3));
});

test('what is not finite, or missing between two points, is NaN, and null in JSON', () => {
  const series = {
    metric: 'm',
    start: 2,
    steps: Int32Array.of(2, 4, 5),
    values: Float64Array.of(1, Infinity, 3),
  };
  expect(toPackedSeries('r', series).values).toEqual(Float64Array.of(1, NaN, NaN, 3));
  expect(toSeriesChunk('r', series)).toEqual({ run: 'r', metric: 'm', start: 2, values: [1, null, null, 3] });
  const regular = { metric: 'm', start: 1, steps: null, values: Float64Array.of(-Infinity, 0) };
  expect(toSeriesChunk('r', regular).values).toEqual([null, 0]);
});

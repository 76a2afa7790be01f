/** Points come back exactly, whatever the pattern of appends and resumes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePoints, PointBlobWriter, pointsPerBlob, type PointBlob } from '../../../main/experiments/point-blobs.ts';
import type { ExperimentStore } from '../../../main/experiments/store.ts';
import { createIrisRun, engineStart, openTestStore } from './support.ts';

const anyDouble = fc.double({ noNaN: false, noDefaultInfinity: false });

test('a blob reads back bit for bit, NaN and infinities included', () => {
  fc.assert(
    fc.property(
      fc.array(anyDouble, { minLength: 1, maxLength: pointsPerBlob }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.boolean(),
      (values, start, gaps) => {
        const steps = values.map((_, index) => start + (gaps ? index * 3 : index));
        const blob = encodePoints({ steps, values });
        expect(blob.steps === null).toBe(!gaps || values.length === 1);
        const back = decodePoints(blob);
        expect(back.steps).toEqual(steps);
        expect(back.values.every((value, index) => Object.is(value, values[index]))).toBe(true);
        const finite = values.filter(Number.isFinite);
        expect(blob.min === null ? null : blob.min + 0).toBe(extreme(finite, Math.min));
        expect(blob.max === null ? null : blob.max + 0).toBe(extreme(finite, Math.max));
      },
    ),
    { numRuns: 200 },
  );
});

test('a blob refuses a point too many and a step that does not come after the last', () => {
  const writer = new PointBlobWriter();
  for (let step = 1; step <= pointsPerBlob; step++) writer.add(step, 0);
  expect(writer.isFull).toBe(true);
  expect(() => {
    writer.add(pointsPerBlob + 1, 0);
  }).toThrow('point 1025 of a blob');
  writer.clear();
  expect(() => {
    writer.add(pointsPerBlob, 0);
  }).toThrow('step 1024 after 1024');
});

function encodePoints({ steps, values }: { steps: number[]; values: number[] }): PointBlob {
  const writer = new PointBlobWriter();
  steps.forEach((step, index) => {
    writer.add(step, values[index] ?? NaN);
  });
  return writer.blob();
}

/** Minimum or maximum, null of none. Zeros are made positive, since which zero is least is nobody's concern. */
function extreme(values: readonly number[], pick: (...values: number[]) => number): number | null {
  return values.length === 0 ? null : pick(...values) + 0;
}

function positiveZeros(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, value === 0 ? 0 : value]));
}

function points(store: ExperimentStore, run: string, range: { from?: number; to?: number } = {}): [number, number][] {
  const series = store.runs.series(run, { metrics: ['loss'], ...range })[0];
  if (series === undefined) return [];
  return Array.from(series.values, (value, index) => [series.steps?.[index] ?? series.start + index, value]);
}

test('any pattern of batches, gaps and resumes reads back as a plain list would', () => {
  const { store } = openTestStore();
  const batch = fc.record({
    /** Where the batch begins, counted from the end: negative goes back, as after a resume. */
    move: fc.oneof(
      { weight: 4, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.integer({ min: -700, max: 5 }) },
    ),
    values: fc.oneof(
      fc.array(anyDouble, { minLength: 1, maxLength: 5 }),
      fc.array(anyDouble, { minLength: 600, maxLength: 900 }),
    ),
  });
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 3000 }), (batches, from) => {
      const run = createIrisRun(store);
      store.runs.start(run, engineStart);
      let model: [number, number][] = [];
      for (const { move, values } of batches) {
        const first = Math.max(1, (model.at(-1)?.[0] ?? 0) + move);
        model = model.filter(([step]) => step < first);
        const added = values.map((value, index): [number, number] => [first + index, value]);
        model.push(...added);
        store.runs.recordEpochs(
          run,
          added.map(([epoch, loss]) => ({ epoch, metrics: { loss }, seconds: epoch })),
        );
      }
      // Equality as Object.is has it: NaN equals itself, and the two zeros differ.
      const same = (found: [number, number][], wanted: [number, number][]): boolean =>
        found.length === wanted.length &&
        found.every(
          ([step, value], index) => step === (wanted[index] ?? [])[0] && Object.is(value, (wanted[index] ?? [])[1]),
        );
      expect(same(points(store, run), model)).toBe(true);
      const tail = model.filter(([step]) => step >= from);
      expect(same(points(store, run, { from }), tail)).toBe(true);
      const to = from + (from % 1300);
      const part = tail.filter(([step]) => step <= to);
      expect(same(points(store, run, { from, to }), part)).toBe(true);

      const finite = model.filter(([, value]) => Number.isFinite(value));
      const values = finite.map(([, value]) => value);
      const summary = store.runs.get(run).metrics['loss'];
      const last = model.at(-1)?.[1] ?? NaN;
      const lowest = extreme(values, Math.min);
      expect(summary && positiveZeros(summary)).toEqual({
        last: Number.isFinite(last) ? last + 0 : null,
        min: lowest,
        max: extreme(values, Math.max),
        best: lowest,
        bestEpoch: finite.find(([, value]) => value === lowest)?.[0] ?? 0,
      });
    }),
    { numRuns: 60 },
  );
});

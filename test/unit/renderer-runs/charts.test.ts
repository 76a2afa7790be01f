/** What charts are drawn from: buckets that keep every spike, round ticks, labels apart, honest ranges. */
import fastCheck from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketPoints } from '../../../renderer/charts/bucket.ts';
import { xPixel, xValue, yPixel, type Plot } from '../../../renderer/charts/geometry.ts';
import { smoothed } from '../../../renderer/charts/smooth.ts';
import { spreadLabels } from '../../../renderer/charts/spread-labels.ts';
import { axisTicks, logTicks, roundStep, tickDecimals, valueTicks } from '../../../renderer/charts/ticks.ts';
import { valueRange, type ShownLine } from '../../../renderer/charts/value-range.ts';
import type { CurvePiece } from '../../../renderer/state/curve.ts';

const all = (values: Float64Array): CurvePiece => ({ epochs: null, values });

describe('bucketPoints', () => {
  it('gives every point where there is room', () => {
    const points = bucketPoints(all(Float64Array.of(3, NaN, 1)), 0, 3, 800);
    expect(points).toEqual([
      { x: 1, y: 3 },
      { x: 2, y: NaN },
      { x: 3, y: 1 },
    ]);
  });

  it('keeps one spike among a million points', () => {
    const values = new Float64Array(1_000_000).fill(0.5);
    values[765_432] = 40;
    values[123_456] = -7;
    const points = bucketPoints(all(values), 0, values.length, 600);
    expect(points.length).toBeLessThanOrEqual(600 * 5);
    expect(points).toContainEqual({ x: 765_433, y: 40 });
    expect(points).toContainEqual({ x: 123_457, y: -7 });
  });

  it('keeps first, last, extremes, breaks and the order of any line', () => {
    fastCheck.assert(
      fastCheck.property(
        fastCheck.array(
          fastCheck.oneof({ weight: 9, arbitrary: fastCheck.double({ noNaN: true }) }, fastCheck.constant(NaN)),
          {
            minLength: 1,
            maxLength: 400,
          },
        ),
        fastCheck.integer({ min: 1, max: 60 }),
        (numbers, buckets) => {
          const values = Float64Array.from(numbers);
          const points = bucketPoints(all(values), 0, values.length, buckets);
          expect(points[0]?.x).toBe(1);
          expect(points.at(-1)?.x).toBe(values.length);
          const shown = points.map((point) => point.y).filter((value) => !Number.isNaN(value));
          const known = numbers.filter((value) => !Number.isNaN(value));
          if (known.length > 0) {
            expect(Math.max(...shown)).toBe(Math.max(...known));
            expect(Math.min(...shown)).toBe(Math.min(...known));
          }
          expect(points.some((point) => Number.isNaN(point.y))).toBe(numbers.some(Number.isNaN));
          for (let index = 1; index < points.length; index += 1) {
            expect(points[index]?.x).toBeGreaterThan(points[index - 1]?.x ?? 0);
          }
          for (const { x, y } of points) expect(y).toBe(values[x - 1]);
        },
      ),
    );
  });

  it('zoomed in, runs one point beyond either edge', () => {
    const values = Float64Array.from({ length: 100 }, (_, index) => index + 1);
    const shown = bucketPoints(all(values), 40, 50, 800).map((point) => point.x);
    expect(shown[0]).toBe(39);
    expect(shown.at(-1)).toBe(51);
  });

  it('has nothing to give of an empty line', () => {
    expect(bucketPoints(all(new Float64Array(0)), 0, 10, 100)).toEqual([]);
  });
});

describe('ticks', () => {
  it('steps by 1, 2 and 5', () => {
    expect([0.3, 1, 1.1, 3, 7, 20, 21].map(roundStep)).toEqual([0.5, 1, 2, 5, 10, 20, 50]);
  });

  it('has a tick per epoch, long at every fifth, where there is room', () => {
    const ticks = axisTicks(0, 40, 600);
    expect(ticks).toHaveLength(41);
    expect(ticks.filter((tick) => tick.long).map((tick) => tick.x)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
    expect(ticks.filter((tick) => tick.labelled).map((tick) => tick.x)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
    expect(
      axisTicks(0, 40, 300)
        .filter((tick) => tick.labelled)
        .map((tick) => tick.x),
    ).toEqual([0, 10, 20, 30, 40]);
  });

  it('stays at least 4 pixels apart for any number of epochs', () => {
    for (const epochs of [1, 7, 100, 1234, 100_000]) {
      const ticks = axisTicks(0, epochs, 500);
      expect(ticks.length).toBeLessThanOrEqual(126);
      expect(ticks.length).toBeGreaterThan(0);
    }
  });

  it('has parts of a second on an axis of time, and round numbers at them', () => {
    const ticks = axisTicks(0, 0.9, 500, false);
    expect(ticks.filter((tick) => tick.labelled).map((tick) => tick.x)).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
    ]);
    expect(axisTicks(0, 0.9, 500).map((tick) => tick.x)).toEqual([0]);
  });

  it('chooses round values without the dust of binary fractions', () => {
    expect(valueTicks(0.13, 0.87, 4)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(valueTicks(-1, 1, 4)).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(valueTicks(0.9, 0.96, 3)).toEqual([0.9, 0.92, 0.94, 0.96]);
    expect(tickDecimals([0.9, 0.92])).toBe(2);
    expect(valueTicks(1, 1, 4)).toEqual([]);
  });

  it('marks powers of ten, and their doubles and fives where these are few', () => {
    expect(logTicks(0.001, 10)).toEqual([0.001, 0.01, 0.1, 1, 10]);
    expect(logTicks(0.15, 0.9)).toEqual([0.2, 0.5]);
    expect(logTicks(0, 1)).toEqual([]);
  });
});

describe('spreadLabels', () => {
  it('leaves alone what does not touch', () => {
    expect(spreadLabels([10, 40, 80], 12, 0, 100)).toEqual([10, 40, 80]);
  });

  it('moves equal labels apart around their place', () => {
    expect(spreadLabels([50, 50], 12, 0, 100)).toEqual([44, 56]);
  });

  it('keeps order, gap and bounds for any wishes that fit', () => {
    fastCheck.assert(
      fastCheck.property(
        fastCheck.array(fastCheck.double({ min: -50, max: 250, noNaN: true }), { maxLength: 16 }),
        (wanted) => {
          const placed = spreadLabels(wanted, 12, 0, 200);
          const order = wanted
            .map((_, index) => index)
            .sort((left, right) => (wanted[left] ?? 0) - (wanted[right] ?? 0));
          order.forEach((index, place) => {
            expect(placed[index]).toBeGreaterThanOrEqual(0);
            expect(placed[index]).toBeLessThanOrEqual(200 + 1e-6);
            const before = order[place - 1];
            if (before !== undefined)
              expect((placed[index] ?? 0) - (placed[before] ?? 0)).toBeGreaterThanOrEqual(12 - 1e-6);
          });
        },
      ),
    );
  });
});

describe('valueRange', () => {
  const falling = Float64Array.from({ length: 100 }, (_, index) => (index < 5 ? 50 : 1 - index / 200));
  const shown = { log: false, all: false };
  const of = (values: Float64Array, to = values.length): ShownLine => ({ piece: all(values), from: 0, to });

  it('cuts a burn-in that would flatten the rest, and shows it when asked', () => {
    const range = valueRange([of(falling)], shown);
    expect(range?.clipped).toBe(true);
    expect(range?.high).toBeLessThan(1.1);
    const whole = valueRange([of(falling)], { ...shown, all: true });
    expect(whole?.clipped).toBe(false);
    expect(whole?.high).toBeGreaterThan(50);
  });

  it('never cuts a late spike', () => {
    const spiky = falling.slice();
    spiky[60] = 1000;
    expect(valueRange([of(spiky)], shown)?.high).toBeGreaterThan(1000);
  });

  it('adds no air below zero or above one', () => {
    expect(valueRange([of(Float64Array.of(0, 0.5, 1))], shown)).toMatchObject({ low: 0, high: 1 });
  });

  it('leaves out NaN, and on a log axis what is not positive', () => {
    expect(valueRange([of(Float64Array.of(NaN, NaN))], shown)).toBeNull();
    expect(valueRange([of(Float64Array.of(0, -1))], { ...shown, log: true })).toBeNull();
    expect(valueRange([of(Float64Array.of(0, 0.1, 10))], { ...shown, log: true })?.low).toBeGreaterThan(0);
  });

  it('gives a flat line some height', () => {
    const range = valueRange([of(Float64Array.of(2, 2, 2))], shown);
    expect(range?.low).toBeLessThan(2);
    expect(range?.high).toBeGreaterThan(2);
  });
});

describe('smoothed', () => {
  it('is the identity at 0 and the mean of what came at the limit', () => {
    expect([...smoothed(Float64Array.of(1, 5, 3), 0)]).toEqual([1, 5, 3]);
    const nearly = smoothed(Float64Array.of(1, 5, 3), 1 - 1e-9);
    expect(nearly[1]).toBeCloseTo(3, 6);
    expect(nearly[2]).toBeCloseTo(3, 6);
  });

  it('keeps breaks as breaks', () => {
    expect(smoothed(Float64Array.of(1, NaN, 1), 0.5)[1]).toBeNaN();
    expect(smoothed(Float64Array.of(1, NaN, 1), 0.5)[2]).toBeCloseTo(1, 12);
  });
});

describe('geometry', () => {
  const plot: Plot = { left: 40, right: 440, top: 10, bottom: 210, from: 0, to: 40, low: 0, high: 1, log: false };

  it('maps there and back', () => {
    expect(xPixel(plot, 10)).toBe(140);
    expect(xValue(plot, 140)).toBe(10);
    expect(yPixel(plot, 0)).toBe(210);
    expect(yPixel(plot, 1)).toBe(10);
  });

  it('maps powers of ten evenly on a log axis', () => {
    const log: Plot = { ...plot, log: true, low: 0.01, high: 1 };
    expect(yPixel(log, 0.1)).toBeCloseTo(110, 9);
    expect(yPixel(log, 0)).toBeNaN();
  });
});

/** Curves read by epochs, steps and seconds: both ways, between epochs, thinned, and where nothing was recorded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinSeries } from '../../../main/api/thin-series.ts';
import { readingsAt } from '../../../renderer/charts/chart-reading.ts';
import { linesToCsv } from '../../../renderer/charts/export.ts';
import type { ChartLine } from '../../../renderer/charts/lines.ts';
import { composePicture } from '../../../renderer/charts/picture.ts';
import type { ThemeColors } from '../../../renderer/charts/theme-colors.svelte.ts';
import { byStep, byTime, nowhere, updatesPerEpoch, type XScale } from '../../../renderer/charts/x-scale.ts';
import { SeriesBuffer } from '../../../renderer/state/series-buffer.ts';
import { ThinnedSeries } from '../../../renderer/state/thinned-series.svelte.ts';

function curveOf(values: readonly number[]): SeriesBuffer {
  const buffer = new SeriesBuffer();
  buffer.append(1, values);
  return buffer;
}

function lineOf(run: string, values: readonly number[], x?: XScale, seconds?: SeriesBuffer): ChartLine {
  const look = { label: run, color: 'c1', weight: 'thick', dashed: false, live: false } as const;
  return { key: run, run, ...look, curve: curveOf(values), x, seconds };
}

describe('an axis of time', () => {
  it('goes both ways, straight between epochs, from 0 at the begin of the first', () => {
    const scale = byTime(curveOf([2, 3, 7]));
    expect([0, 0.5, 1, 2, 2.5, 3].map((epoch) => scale.xOf(epoch))).toEqual([0, 1, 2, 3, 5, 7]);
    expect([0, 1, 2, 3, 5, 7].map((x) => scale.epochOf(x))).toEqual([0, 0.5, 1, 2, 2.5, 3]);
    // Beyond the last, at the pace of all.
    expect(scale.epochOf(scale.xOf(6))).toBeCloseTo(6, 9);
  });

  it('is the same thinned, at the epochs that are kept', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 50, noNaN: true }), { minLength: 50, maxLength: 300 }),
        (steps) => {
          let sum = 0;
          const seconds = steps.map((step) => (sum += step));
          const whole = byTime(curveOf(seconds));
          const packed = { run: 'r', metric: 's', start: 1, epochs: null, values: Float64Array.from(seconds) };
          const series = thinSeries(packed, 5);
          const thinned = byTime(
            new ThinnedSeries(series, { need: () => undefined, needAll: () => Promise.resolve() }),
          );
          for (const epoch of series.epochs ?? []) {
            expect(thinned.xOf(epoch)).toBe(whole.xOf(epoch));
            expect(Math.round(thinned.epochOf(whole.xOf(epoch)))).toBe(epoch);
          }
        },
      ),
    );
  });

  it('has no place for a run without seconds, nor for epochs of before they were recorded', () => {
    expect(byTime(curveOf([]))).toBe(nowhere);
    const resumed = byTime(curveOf([NaN, NaN, 30, 40]));
    expect([1, 2, 3, 4].map((epoch) => resumed.xOf(epoch))).toEqual([NaN, NaN, 30, 40]);
    expect(resumed.epochOf(35)).toBe(3.5);
  });
});

describe('an axis of steps', () => {
  it('counts what remains of the rows, and what is accumulated, as steps', () => {
    expect([updatesPerEpoch(96, 32, 1), updatesPerEpoch(97, 32, 1), updatesPerEpoch(97, 32, 3)]).toEqual([3, 4, 2]);
    const scale = byStep(30);
    expect([scale.xOf(2), scale.epochOf(45)]).toEqual([60, 1.5]);
  });
});

it('runs of different pace are read at the same second, each at its own epoch', () => {
  const [fast, slow] = [curveOf([1, 2, 3, 4]), curveOf([2, 4])];
  const lines = [lineOf('fast', [40, 30, 20, 10], byTime(fast), fast), lineOf('slow', [5, 4], byTime(slow), slow)];
  const at = (x: number): [string, number][] => readingsAt(lines, x).map(({ line, value }) => [line.run, value]);
  expect(at(2)).toEqual([
    ['fast', 30],
    ['slow', 5],
  ]);
  expect(at(4)).toEqual([
    ['fast', 10],
    ['slow', 4],
  ]);
});

it('a picture by time has its points at their seconds, and leaves out lines without a place', () => {
  const seconds = curveOf([2, 3, 7]);
  const lines = [lineOf('a', [1, 2, 3], byTime(seconds)), lineOf('b', [50, 60, 70], nowhere)];
  const size = { width: 400, height: 200, pixelRatio: 1, from: 0, to: 7, wholeTicks: false, labelWidth: 30 };
  const picture = composePicture({
    ...size,
    lines,
    marks: [{ epoch: 2, label: 'best' }],
    ...{ log: false, all: true, smoothing: 0, emphasis: null },
    colors: { color: (name: string) => name } as unknown as ThemeColors,
    formatTick: String,
    formatX: String,
    formatEnd: (line) => line.label,
  });
  expect(picture?.lines.map(({ points }) => points)).toEqual([
    [
      { x: 2, y: 1 },
      { x: 3, y: 2 },
      { x: 7, y: 3 },
    ],
  ]);
  expect(picture?.marks).toEqual([{ x: 3, label: 'best' }]);
  expect(picture?.plot.high).toBeLessThan(4);
});

it('a file has the seconds of each run that has them', () => {
  const [one, other] = [curveOf([0.5, 1.25]), curveOf([2])];
  expect(linesToCsv([lineOf('a', [3, 2], undefined, one)], ['loss'])).toBe(
    'epoch,loss,seconds\r\n1,3,0.5\r\n2,2,1.25\r\n',
  );
  const lines = [lineOf('a', [3, 2], undefined, one), lineOf('b', [4], undefined, other), lineOf('c', [5])];
  expect(linesToCsv(lines, ['a', 'b', 'c']).split('\r\n')[0]).toBe('epoch,a,b,c,seconds a,seconds b');
  expect(linesToCsv(lines, ['a', 'b', 'c']).split('\r\n')[1]).toBe('1,3,4,5,0.5,2');
});

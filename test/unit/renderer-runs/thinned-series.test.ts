/** Long curves of many runs come thinned; what is looked at closely, pointed at or written to a file is fetched. */
import { expect, test } from 'vitest';
import { packSeries, type PackedSeriesQuery } from '../../../main/api/contract/index.ts';
import { thinSeries } from '../../../main/api/thin-series.ts';
import { readingsAt } from '../../../renderer/charts/chart-reading.ts';
import { linesToCsv } from '../../../renderer/charts/export.ts';
import type { ChartLine } from '../../../renderer/charts/lines.ts';
import { SeriesStore } from '../../../renderer/state/series-store.svelte.ts';

const epochs = 20_000;
/** A curve with one spike. */
const history = Float64Array.from({ length: epochs }, (_, index) => (index === 12_344 ? 99 : Math.sin(index / 50)));
/** What both sides hold: the answer carries no more than float64. */
const reading = (epoch: number): number => history[epoch - 1] ?? NaN;

class FakeSeries {
  readonly asked: PackedSeriesQuery[] = [];
  length = epochs;
  fails = false;

  readonly runs = {
    packedSeries: (query: PackedSeriesQuery): Promise<Blob> => {
      this.asked.push(query);
      if (this.fails) return Promise.reject(new Error('no connection'));
      const answer = query.runs.flatMap((run) =>
        (query.metrics ?? ['loss', 'norm']).map((metric) => {
          const start = query.from?.[run] ?? 1;
          const values = history.slice(start - 1, Math.min(this.length, query.to ?? Infinity));
          const whole = { run, metric, start, epochs: null, values };
          return query.buckets === undefined ? whole : thinSeries(whole, query.buckets);
        }),
      );
      return Promise.resolve(packSeries(answer));
    },
  };
}

const failures: unknown[] = [];
const ended = { ended: true, points: 2 * epochs };
const storeOf = (api: FakeSeries, facts = ended): SeriesStore =>
  new SeriesStore(
    api,
    (error) => failures.push(error),
    () => facts,
  );

function lineOf(store: SeriesStore, run: string): ChartLine {
  const curve = store.of(run).curve('loss');
  if (curve === undefined) throw new Error('no curve');
  return { key: run, run, label: run, color: 'c1', weight: 'thick', dashed: false, live: false, curve };
}

test('of several ended runs what a screen shows is fetched, the spike with it', async () => {
  const api = new FakeSeries();
  const store = storeOf(api);
  await store.load(['a', 'b']);
  expect(api.asked).toEqual([{ runs: ['a', 'b'], from: { a: 1, b: 1 }, buckets: 2000 }]);
  const { curve } = lineOf(store, 'a');
  const { values, epochs: places } = curve.piece(1, epochs);
  expect([curve.whole, curve.length]).toEqual([false, epochs]);
  expect(values.length).toBeLessThan(9000);
  expect(places?.[values.indexOf(99)]).toBe(12_345);
  await store.load(['b', 'a']);
  expect(api.asked).toHaveLength(1);
});

test('a run alone, and runs at work, come with every point', async () => {
  const api = new FakeSeries();
  const store = storeOf(api);
  await store.load(['a', 'b']);
  await store.load(['a']);
  expect(store.of('a').whole).toBe(true);
  expect([...lineOf(store, 'a').curve.piece(1, epochs).values]).toEqual([...history]);
  const atWork = storeOf(new FakeSeries(), { ended: false, points: 2 * epochs });
  await atWork.load(['a', 'b']);
  expect(atWork.of('b').whole).toBe(true);
});

test('many points come in several calls, so that the first are drawn while others are on their way', async () => {
  const api = new FakeSeries();
  const ids = Array.from({ length: 100 }, (_, index) => `r${String(index)}`);
  await storeOf(api, { ended: true, points: 100_000 }).load(ids);
  expect(api.asked.map(({ runs }) => runs.length)).toEqual([20, 20, 20, 20, 20]);
  expect(api.asked.flatMap(({ runs }) => runs)).toEqual(ids);
});

test('a reading that is pointed at stands as near until it is there, and is the true one then', async () => {
  const api = new FakeSeries();
  const store = storeOf(api);
  await store.load(['a', 'b']);
  const lines = [lineOf(store, 'a'), lineOf(store, 'b')];
  const pieces = lines[0]?.curve.piece(1, epochs).epochs ?? new Int32Array();
  const epoch = Array.from({ length: 100 }, (_, index) => 5000 + index).find((one) => !pieces.includes(one)) ?? 0;
  const version = store.of('a').version;
  expect(readingsAt(lines, epoch).map(({ exact }) => exact)).toEqual([false, false]);
  expect(readingsAt(lines, epoch)[0]?.value).toBeCloseTo(reading(epoch), 1);
  for (const { curve } of lines) curve.need(epoch, epoch);
  for (const { curve } of lines) curve.need(epoch, epoch);
  await expect.poll(() => readingsAt(lines, epoch).every(({ exact }) => exact)).toBe(true);
  expect(readingsAt(lines, epoch).map(({ value }) => value)).toEqual([reading(epoch), reading(epoch)]);
  // One call for both, and no chart is drawn again for it.
  expect(api.asked.slice(1)).toEqual([
    { runs: ['a', 'b'], metrics: ['loss'], from: { a: epoch, b: epoch }, to: epoch },
  ]);
  expect(store.of('a').version).toBe(version);
});

test('zoomed in, the epochs in sight come as finely as they are drawn', async () => {
  const api = new FakeSeries();
  const store = storeOf(api);
  await store.load(['a', 'b']);
  const { curve } = lineOf(store, 'a');
  const version = store.of('a').version;
  curve.need(6000, 7000);
  await expect.poll(() => store.of('a').version).toBeGreaterThan(version);
  const { epochs: places, values } = curve.piece(6000.5, 6999);
  expect([places?.[0], places?.at(-1), values.length]).toEqual([6000, 7000, 1001]);
  expect(values[500]).toBe(reading(6500));
  // Beyond it, all there is.
  expect(curve.piece(5999, 7000).epochs?.[0]).toBe(1);
});

test('a file has every point', async () => {
  const store = storeOf(new FakeSeries());
  await store.load(['a', 'b']);
  await Promise.all(['a', 'b'].map((id) => lineOf(store, id).curve.needAll()));
  const lines = [lineOf(store, 'a'), lineOf(store, 'b')];
  const rows = linesToCsv(lines, ['a', 'b']).trim().split('\r\n');
  expect(rows).toHaveLength(1 + epochs);
  expect(rows[12_345]).toBe('12345,99,99');
  expect(rows[777]).toBe(`777,${String(reading(777))},${String(reading(777))}`);
});

test('a run that goes on is fetched whole, and one that is taken back forgets what it held', async () => {
  const api = new FakeSeries();
  const store = storeOf(api);
  await store.load(['a', 'b']);
  store.truncate('a', 100);
  expect(store.of('a').metrics).toEqual([]);
  api.length = 102;
  store.apply([{ run: 'a', metric: 'loss', start: 101, values: [0.5, 0.25] }]);
  await expect.poll(() => store.of('a').curve('loss')?.length).toBe(102);
  expect(store.of('a').whole).toBe(true);
});

test('a call that fails is told, and not repeated with every picture', async () => {
  const api = new FakeSeries();
  const store = storeOf(api);
  await store.load(['a', 'b']);
  api.fails = true;
  const { curve } = lineOf(store, 'a');
  curve.need(6000, 7000);
  await expect.poll(() => failures.length).toBe(1);
  curve.need(6000, 7000);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(api.asked).toHaveLength(2);
});

/** A series is forecast from windows of its past: the example, and windows in the graph beside windows written out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunDetail } from '../../main/api/contract/run-types.ts';
import { athanor, documentOf, samples, type TrainDocument } from './support/command-line.ts';
import { openApp } from './support/open-app.ts';
import { trainInApp } from './support/train-in-app.ts';

const flights = join(samples, 'flights.csv');
const months = readFileSync(flights, 'utf8').trim().split('\n').slice(1);
const years = months.map((line) => Number(line.split(',')[0]));
const passengers = months.map((line) => Number(line.split(',')[2]));

const { app, place } = await openApp();

function train(data: object, model: object): Promise<RunDetail> {
  const training = { loss: 'mse', epochs: 4, batchSize: 8, metrics: ['mae'] };
  return trainInApp(app, { athanor: 1, data, model, training }, samples);
}

test(
  'the example flights beats the forecast that the next month will be as this one',
  { timeout: 60_000 },
  async () => {
    const finished = await athanor(['train', 'flights', '--json', '--data', place.data]);
    expect(finished.status, finished.stderr).toBe(0);
    const { test: result, testRows } = documentOf<TrainDocument>(finished);
    // The last 36 of 144 months, of which the first 12 are only looked back upon.
    expect(testRows).toEqual(Array.from({ length: 24 }, (_, index) => 120 + index));
    const misses = testRows.map((row) => Math.abs((passengers[row] ?? NaN) - (passengers[row - 1] ?? NaN)));
    const naive = misses.reduce((sum, miss) => sum + miss, 0) / misses.length;
    expect(naive).toBeCloseTo(44.2083, 3);
    // In passengers, as the naive error is: 12 where this was written.
    expect(result?.['mae']).toBeLessThan(naive / 2);
  },
);

const length = 3;
const partOf = (row: number): string => (row < 92 ? 'train' : row < 115 ? 'validation' : 'test');

test('training is bit for bit that on windows which are written out as columns', { timeout: 60_000 }, async () => {
  const past = (values: readonly number[], row: number): readonly number[] => values.slice(row - length, row);
  const lines = passengers.flatMap((value, row) => {
    const inOnePart = row >= length && partOf(row - length) === partOf(row);
    return inOnePart ? [[...past(passengers, row), ...past(years, row), value, partOf(row)].join(',')] : [];
  });
  const written = await place.write('lags.csv', ['p3,p2,p1,y3,y2,y1,passengers,part', ...lines].join('\n'));
  const model = {
    inputs: [{ id: 'calendar' }, { id: 'count' }],
    nodes: [
      { id: 'years', type: 'flatten', inputs: ['calendar'] },
      { id: 'counts', type: 'flatten', inputs: ['count'] },
      { id: 'trend', type: 'dense', inputs: ['years'], units: 1 },
      { id: 'level', type: 'dense', inputs: ['counts'], units: 1 },
      { id: 'both', type: 'add', inputs: ['trend', 'level'] },
    ],
    outputs: ['both'],
  };
  const target = { target: 'passengers', preprocess: { numeric: 'none' } };
  const inColumns = await train(
    {
      ...target,
      path: written,
      features: { count: ['p3', 'p2', 'p1'], calendar: ['y3', 'y2', 'y1'] },
      split: { method: 'column', by: 'part' },
    },
    model,
  );
  const inWindows = await train(
    {
      ...target,
      path: flights,
      features: { count: ['passengers'], calendar: ['year'] },
      window: { length },
      split: { method: 'time' },
    },
    model,
  );
  const losses = ({ metrics }: RunDetail): unknown => [metrics['loss'], metrics['mae'], metrics['val_mae']];
  expect(inColumns.metrics['val_mae']?.last).toBeGreaterThan(0);
  expect(losses(inWindows)).toEqual(losses(inColumns));
  expect(inWindows.test).toEqual(inColumns.test);
});

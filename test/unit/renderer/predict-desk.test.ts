/** What is asked of a model in the window: the last row typed, and files that the core cannot open itself. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Prediction, PredictionForm } from '../../../main/api/contract/index.ts';
import { PredictDesk, rankedClasses, type PredictApi } from '../../../renderer/views/run/predict/prediction.svelte.ts';

const form: PredictionForm = {
  kind: 'table',
  targets: ['species'],
  columns: [
    { name: 'length', kind: 'number', categories: null },
    { name: 'color', kind: 'category', categories: ['blue', 'red'] },
  ],
  shape: null,
  filesOnly: false,
  epoch: 10,
  epochs: [5, 10],
};

function answerOf(length: string): Prediction {
  const outputs: Prediction['outputs'] = [
    { kind: 'numbers', name: 'size', columns: ['size'], values: [[Number(length)]] },
  ];
  return { rows: 1, epoch: 10, unseen: [], unseenCount: 0, outputs };
}

interface Asked {
  readonly epoch?: number;
  readonly source: { readonly rows: readonly Record<string, string>[] };
}

/** Answers with the length that was asked for, `delay` milliseconds later. */
function api(delay: (length: string) => number = () => 0) {
  const asked: Asked[] = [];
  const calls = {
    runs: {
      predictionForm: () => Promise.resolve(form),
      splitRows: () => Promise.resolve({ train: [], validation: [], test: [7] }),
      predict: async (query: Asked) => {
        asked.push(query);
        const length = query.source.rows[0]?.['length'] ?? '';
        await new Promise((resolve) => setTimeout(resolve, delay(length)));
        return answerOf(length);
      },
    },
    datasets: {
      rows: ({ offset }: { readonly offset: number }) =>
        Promise.resolve({ columns: ['color', 'species', 'length'], rows: [['red', 'rose', String(offset)]], total: 9 }),
    },
  };
  return { asked, api: calls as unknown as PredictApi };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('opens with a test row, its prediction, and what the data says of it until it is changed', async () => {
  const { api: calls, asked } = api();
  const desk = new PredictDesk(calls, 'run', 'data');
  const opening = desk.open();
  await vi.runAllTimersAsync();
  await opening;
  expect(desk.row).toEqual({ length: '7', color: 'red' });
  expect(desk.truth).toEqual({ species: 'rose' });
  expect(desk.answer).toEqual(answerOf('7'));
  desk.set('color', '');
  expect(desk.truth).toBeNull();
  await vi.runAllTimersAsync();
  expect(asked.at(-1)?.source.rows).toEqual([{ length: '7', color: '' }]);
});

test('the form appears with a row in it; what is typed while another is on its way stays', async () => {
  const { api: calls, asked } = api();
  const desk = new PredictDesk(calls, 'run', 'data');
  const opening = desk.open();
  while (desk.form === null) await Promise.resolve();
  expect(desk.row).toEqual({ length: '7', color: 'red' });
  await vi.runAllTimersAsync();
  await opening;
  const next = desk.takeExample();
  desk.set('length', '4');
  await vi.runAllTimersAsync();
  await next;
  expect(desk.row).toEqual({ length: '4', color: 'red' });
  // The data says nothing of a row that it does not have.
  expect(desk.truth).toBeNull();
  expect(asked.at(-1)?.source.rows).toEqual([{ length: '4', color: 'red' }]);
  // Another example is another row: nothing of the one before stays.
  const another = desk.takeExample();
  await vi.runAllTimersAsync();
  await another;
  expect(desk.row).toEqual({ length: '7', color: 'red' });
});

test('asks once for what was typed in one go, and an answer that is late does not replace a newer one', async () => {
  const { api: calls, asked } = api((length) => (length === '12' ? 500 : 10));
  const desk = new PredictDesk(calls, 'run', 'data');
  void desk.open();
  await vi.runAllTimersAsync();
  desk.set('length', '1');
  desk.set('length', '12');
  await vi.advanceTimersByTimeAsync(200);
  desk.set('length', '3');
  await vi.runAllTimersAsync();
  expect(asked.map(({ source }) => source.rows[0]?.['length'])).toEqual(['7', '12', '3']);
  expect(desk.answer).toEqual(answerOf('3'));
});

test('uses the weights of the epoch that was chosen', async () => {
  const { api: calls, asked } = api();
  const desk = new PredictDesk(calls, 'run', 'data');
  void desk.open();
  await vi.runAllTimersAsync();
  expect([desk.epoch, asked.at(-1)?.epoch]).toEqual([10, undefined]);
  void desk.useEpoch(5);
  await vi.runAllTimersAsync();
  expect([desk.epoch, asked.at(-1)?.epoch]).toEqual([5, 5]);
});

test('classes are ranked by probability', () => {
  const output = {
    kind: 'classes' as const,
    name: 'species',
    classes: ['a', 'b', 'c'],
    predicted: [1, 2],
    probabilities: [
      [0.2, 0.7, 0.1],
      [0, 0.25, 0.75],
    ],
  };
  expect(rankedClasses(output, 1).map(({ name }) => name)).toEqual(['c', 'b', 'a']);
});

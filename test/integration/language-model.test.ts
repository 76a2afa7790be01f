/** A language model from a plain text to its own words: what it learns is what counting tells, and it goes on with a text. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { GenerateQuery, RunDetail } from '../../main/api/contract/index.ts';
import golden from '../golden/corpus/golden.json' with { type: 'json' };
import { documentOf, samples, startAthanor } from './support/command-line.ts';
import { openApp } from './support/open-app.ts';
import { trainInApp } from './support/train-in-app.ts';

const pairs = golden.find(({ name }) => name === 'pairs');
if (pairs === undefined) throw new Error('no pairs among the goldens');
const { lines, conditionalEntropy, tokens, parts, test: tested, validation, vocabulary } = pairs;
const classes = ['', '', ...tokens];

const { app, place } = await openApp();
let run: RunDetail;

beforeAll(async () => {
  await writeFile(join(place.data, 'poems.txt'), lines.map((line) => `${line}\n`).join(''));
  const experiment = {
    athanor: 1,
    data: { kind: 'text', path: 'poems.txt', vocabulary, length: 1, split: { test: tested, validation } },
    // A table of scores for each pair of tokens.
    model: {
      layers: [
        { type: 'embedding', inputDim: 'classes', outputDim: classes.length },
        { type: 'flatten' },
        { type: 'activation', activation: 'softmax' },
      ],
    },
    training: {
      loss: 'crossEntropy',
      optimizer: { type: 'adam', learningRate: 0.1 },
      epochs: 300,
      batchSize: 1000,
      metrics: ['accuracy', 'perplexity'],
    },
  };
  run = await trainInApp(app, experiment, place.data);
}, 60_000);

async function generated(query: Omit<GenerateQuery, 'id'>) {
  let text = '';
  for await (const event of await app.client.runs.generate({ id: run.id, ...query })) {
    if (event.kind === 'piece') text += event.text;
    else return { ...event, text };
  }
  throw new Error('it did not end');
}

test('a table of pairs comes to the entropy that counting the pairs gives', () => {
  const loss = run.metrics['loss']?.last ?? Number.NaN;
  expect(loss).toBeGreaterThan(conditionalEntropy - 1e-4);
  expect(loss).toBeLessThan(conditionalEntropy + 0.01);
  expect(run.metrics['perplexity']?.last).toBeCloseTo(Math.exp(loss), 4);
  expect(run.test?.['perplexity']).toBeCloseTo(Math.exp(run.test?.['loss'] ?? Number.NaN), 3);
  // Poems that come later have characters that were not learnt.
  expect(run.warnings.map(({ code }) => code)).toContain('datasets.tokensUnknown');
});

describe('goes on with a text', () => {
  /** What most often follows a character in the training part; null where two do alike. */
  function likeliest(token: number): number | null {
    const counts = new Map<number, number>();
    const train = parts[0] ?? [];
    train.forEach((one, at) => {
      const next = train[at + 1];
      if (one === token && next !== undefined) counts.set(next, (counts.get(next) ?? 0) + 1);
    });
    const [first, second] = [...counts].sort(([, one], [, other]) => other - one);
    return first === undefined || first[1] === second?.[1] ? null : first[0];
  }

  test('at temperature 0 with what came most often', async () => {
    const { text, tokens: written, epoch, ended } = await generated({ text: '白', length: 5, temperature: 0 });
    const expected: string[] = [];
    let token = classes.indexOf('白');
    while (expected.length < 5) {
      const next = likeliest(token);
      if (next === null) break;
      expected.push(classes[next] ?? '');
      token = next;
    }
    expect(expected.length).toBeGreaterThan(2);
    expect(text.startsWith(expected.join(''))).toBe(true);
    expect([written, epoch, ended]).toEqual([5, 300, false]);
  });

  test('by a seed, again with the same, and otherwise with another', async () => {
    const query = { text: '', length: 40, temperature: 1.5 };
    const [one, again, other] = [
      await generated({ ...query, seed: 1 }),
      await generated({ ...query, seed: 1 }),
      await generated({ ...query, seed: 2 }),
    ];
    expect(one.text).toBe(again.text);
    expect(one.text).not.toBe(other.text);
    expect(Array.from(one.text)).toHaveLength(40);
    for (const character of one.text) expect(tokens).toContain(character);
  });

  test('and says what of it is not in the vocabulary', async () => {
    expect(await generated({ text: '白x🌞', length: 1 })).toMatchObject({ unknown: 2, promptTokens: 3 });
  });

  test('from the command line', async () => {
    const words = ['predict', run.name, '--text', '白日', '--length', '8', '--seed', '4', '--data', place.data];
    const found = await startAthanor([...words, '--json']).finished;
    const { text, prompt } = documentOf<{ text: string; prompt: string }>(found);
    expect((await startAthanor(words).finished).stdout).toBe(`白日${text}\n`);
    expect([prompt, Array.from(text).length]).toEqual(['白日', 8]);
    expect((await generated({ text: '白日', length: 8, seed: 4 })).text).toBe(text);
  });
});

test('takes neither rows nor files, and other runs take no text', async () => {
  const source = { kind: 'rows' as const, rows: [{ text: '白' }] };
  await expect(app.client.runs.predict({ id: run.id, source })).rejects.toMatchObject({
    data: { code: 'prediction.textOnly' },
  });
  const form = await app.client.runs.predictionForm({ id: run.id });
  expect(form).toMatchObject({ kind: 'text', columns: [], targets: ['token'] });
  const iris = await trainInApp(
    app,
    {
      athanor: 1,
      data: { path: 'iris.csv', target: 'species' },
      model: { layers: [{ type: 'dense', units: 'classes', activation: 'softmax' }] },
      training: { loss: 'crossEntropy', epochs: 1 },
    },
    samples,
  );
  const events = (async () => {
    for await (const event of await app.client.runs.generate({ id: iris.id })) return event;
    return null;
  })();
  await expect(events).rejects.toMatchObject({ data: { code: 'prediction.noText', params: { kind: 'table' } } });
});

/** Texts as bags of words are what scikit-learn makes; byte pairs are what Sennrich's plain loop makes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stepOptions } from '../../../main/datasets/recipe/step-options.ts';
import { loadPrepared } from '../../../main/datasets/prepared.ts';
import { applyRecipe, fitColumn } from '../../../main/datasets/recipe/recipe.ts';
import { tableSpecSchema } from '../../../main/datasets/spec.ts';
import { prepare } from '../../../main/datasets/table/prepare.ts';
import { vocabulary } from '../../../main/datasets/table/vocabulary.ts';
import { learnMerges } from '../../../main/datasets/tokens/byte-pair.ts';
import { splitWords, splitWordsAndSpaces } from '../../../main/datasets/tokens/split.ts';
import { Decoder, Encoder, reservedTokens, tokenizerSchema } from '../../../main/datasets/tokens/tokenizer.ts';
import golden from '../../golden/text/golden.json' with { type: 'json' };
import { never, userError, Workbench } from './tables.ts';

const lines = readFileSync('resources/samples/sms-spam.tsv', 'utf8').split('\n').slice(1, 401);
const texts = lines.map((line) => line.slice(line.indexOf('\t') + 1));
const trainRows = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);

/** Each feature's values by its name; fitted on the first `train` texts. */
function featuresOf(
  values: readonly (string | null)[],
  train: number,
  step: Parameters<typeof stepOptions>[0],
): ReadonlyMap<string, Float64Array> {
  const block = { kind: 'texts', name: 't', values } as const;
  const report = { unseen: () => undefined };
  const { features } = fitColumn(
    'text',
    block,
    trainRows(train),
    { steps: [stepOptions(step)], path: null },
    { target: null },
    report,
  );
  return new Map(features.map((feature) => [feature.name, feature.values]));
}

test.each([
  ['count', golden.count, { weighting: 'count', vocabulary: 20_000 }],
  ['bigrams', golden.bigrams, { weighting: 'tfidf', ngrams: 2, minimumRows: 3, vocabulary: 20_000 }],
  ['binary', golden.binary, { weighting: 'binary', lowercase: false, minimumRows: 2, vocabulary: 20_000 }],
])('%s is what scikit-learn makes', (_, expected, options) => {
  const features = featuresOf(texts, 300, { step: 'bagOfWords', ...options });
  expect(features.size).toBe(expected.size);
  expected.rows.forEach((row, index) => {
    const wanted = new Map(Object.entries(row).filter((entry): entry is [string, number] => entry[1] !== undefined));
    const wrong = [...features].filter(([name, values]) => {
      const difference = (values[300 + index] ?? NaN) - (wanted.get(name.slice(2)) ?? 0);
      return !(Math.abs(difference) < 1e-12);
    });
    expect(wrong, `row ${index}`).toEqual([]);
    for (const name of wanted.keys()) expect(features.has(`t:${name}`), name).toBe(true);
  });
});

test.each(golden.bytePair)('byte pairs of $name are what the plain loop makes', ({ name, most, merges, ...rest }) => {
  const learnt = learnMerges(name === 'Chinese' ? golden.chinese : texts.slice(0, 300), most, 'scripts');
  expect(learnt).toEqual(merges);
  const tokenizer = { kind: 'bytePair', lowercase: false, pieces: 'scripts', merges: learnt.map(([a, b]) => [a, b]) };
  const parsed = tokenizerSchema.parse(tokenizer);
  const [encoder, decoder] = [new Encoder(parsed), new Decoder(parsed)];
  rest.texts.forEach((text, index) => {
    const written = encoder.encode(text);
    expect(written.map((number) => number - reservedTokens)).toEqual(rest.encoded[index]);
    // Nothing is lost.
    expect(written.map((number) => decoder.add(number)).join('') + decoder.end()).toBe(text);
  });
});

test('a tokenizer that was kept before pieces had rules writes as it did', () => {
  const old = tokenizerSchema.parse({ kind: 'bytePair', lowercase: true, merges: [[97, 44]] });
  // "a," was one piece then, and its two bytes could be one token.
  expect(new Encoder(old).encode('A, b')).toEqual([258, 34, 100]);
  const now = tokenizerSchema.parse({ ...old, pieces: 'scripts' });
  expect(new Encoder(now).encode('A, b')).toEqual([99, 46, 34, 100]);
});

test('words with their spaces, signs and Chinese characters lose nothing', () => {
  const text = "It's  10% 你好，世界！\n\tnaïve_x 🌞👩‍👩‍👧 e\u0301";
  const pieces = splitWordsAndSpaces(text);
  expect(pieces.join('')).toBe(text);
  expect(pieces.slice(0, 14)).toEqual(['It', "'", 's', ' ', ' 10', '%', ' ', '你', '好', '，', '世', '界', '！', '\n']);
  expect(splitWords(text).slice(0, 5)).toEqual(['It', 's', '10', '你', '好']);
});

test('characters that need several tokens are told when they are whole, and what was not learnt as such', () => {
  const bytes = tokenizerSchema.parse({ kind: 'bytePair', lowercase: false, pieces: 'scripts', merges: [] });
  const decoder = new Decoder(bytes);
  const parts = [...Buffer.from('é你')].map((byte) => decoder.add(byte + reservedTokens));
  expect(parts).toEqual(['', 'é', '', '', '你']);
  // Half a letter before the end of a text is not lost silently.
  expect([decoder.add(0xe4 + reservedTokens), decoder.add(0)]).toEqual(['', '\uFFFD']);
  const letters = new Decoder(tokenizerSchema.parse({ kind: 'character', lowercase: false, tokens: ['a', '你'] }));
  expect([3, 2, 1, 0, 9].map((number) => letters.add(number))).toEqual(['你', 'a', '\uFFFD', '', '\uFFFD']);
});

test('the vocabulary is the most frequent tokens of the training rows, and a sequence has the length asked for', () => {
  const values = ['a b b c', 'b c c', 'new words a', null];
  const options = { step: 'tokens', vocabulary: 5, length: 4 } as const;
  const rows = (step: Parameters<typeof stepOptions>[0]): number[][] => {
    const features = [...featuresOf(values, 2, step).values()];
    return values.map((_, row) => features.map((feature) => feature[row] ?? NaN));
  };
  // b and c come three times each, a once; 2 is the most frequent, 1 what was not learnt.
  expect(rows(options)).toEqual([
    [4, 2, 2, 3],
    [2, 3, 3, 0],
    [1, 1, 4, 0],
    [0, 0, 0, 0],
  ]);
  expect(rows({ ...options, length: 2, pad: 'start', truncate: 'start', vocabulary: 4 })).toEqual([
    [2, 3],
    [3, 3],
    [1, 1],
    [0, 0],
  ]);
  expect([...featuresOf(values, 2, options).keys()]).toEqual(['t[0]', 't[1]', 't[2]', 't[3]']);
});

test('Chinese needs no spaces, and no code point is cut in two', () => {
  expect(splitWords('今天Athanor很好，naïve_2 ok！カタ')).toEqual([
    '今',
    '天',
    'Athanor',
    '很',
    '好',
    'naïve_2',
    'ok',
    'カ',
    'タ',
  ]);
  const features = featuresOf(['天气好', '天气🌞'], 1, {
    step: 'bagOfWords',
    weighting: 'count',
    ngrams: 2,
    tokenizer: 'character',
  });
  expect([...features].map(([name, values]) => [name, ...values])).toEqual([
    ['t:天', 1, 1],
    ['t:天气', 1, 1],
    ['t:好', 1, 0],
    ['t:气', 1, 1],
    ['t:气好', 1, 0],
  ]);
});

test('a column of texts becomes features of an experiment, and its recipe writes new rows the same', async () => {
  using bench = new Workbench();
  const rows = Array.from(
    { length: 60 },
    (_, row) => `${row % 2 ? '天气 good' : 'bad 天'} no${row},${row % 2 ? 'y' : 'n'}`,
  );
  bench.write('texts.csv', `note,class\n${rows.join('\n')}\n`);
  const folder = bench.datasetFolder(await bench.import('texts.csv', { kinds: { note: 'text' } }));
  const target = bench.path('prepared');
  const columns = { note: [{ step: 'tokens', tokenizer: 'bytePair', vocabulary: 300, length: 12 }] };
  const spec = tableSpecSchema.parse({ target: 'class', preprocess: { columns } });
  await prepare({ folder, target, spec, uses: ['categorical'] }, never);
  const { manifest, inputs } = await loadPrepared(target);
  expect(manifest.features).toHaveLength(12);
  // Read back from JSON, as a prediction does.
  const again = applyRecipe(
    manifest.recipe,
    rows.map((row) => ({ note: row.slice(0, row.lastIndexOf(',')) })),
  );
  expect(again.values).toEqual(inputs['features']);
  expect(Math.max(...again.values)).toBeGreaterThan(257);

  const request = {
    folder,
    column: 'note',
    tokenizer: 'word',
    vocabulary: 5,
    minimumRows: 1,
    lowercase: true,
  } as const;
  const found = await vocabulary({ ...request, offset: 0, limit: 2, text: 'good 天 !' }, never);
  expect(found).toMatchObject({
    ...{ rows: 60, size: 3, lengths: [4, 4, 4, 4] },
    tokens: [
      { number: 2, token: '天', count: 60 },
      { number: 3, token: 'bad', count: 30 },
    ],
  });
  expect(found.samples[0]).toEqual({ text: 'good 天 !', numbers: [4, 2] });
  const missing = await userError(vocabulary({ ...request, column: 'notes', offset: 0, limit: 2, text: null }, never));
  expect(missing.code).toBe('datasets.columnUnknown');
});

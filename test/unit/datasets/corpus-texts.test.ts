/** A language model's data: divided, written in tokens and cut into windows as plain Python does it. */
import { expect, test } from 'vitest';
import { prepareCorpus } from '../../../main/datasets/corpus/prepare-corpus.ts';
import { divideCorpus } from '../../../main/datasets/corpus/parts.ts';
import type { TableManifest } from '../../../main/datasets/manifest.ts';
import { loadPrepared, type PreparedArrays } from '../../../main/datasets/prepared.ts';
import { textSpecSchema } from '../../../main/datasets/spec.ts';
import { Decoder } from '../../../main/datasets/tokens/tokenizer.ts';
import golden from '../../golden/corpus/golden.json' with { type: 'json' };
import { never, userError, Workbench } from './tables.ts';

async function prepared(bench: Workbench, manifest: TableManifest, spec: object): Promise<PreparedArrays> {
  const target = bench.nextFolder();
  const whole = textSpecSchema.parse({ kind: 'text', ...spec });
  await prepareCorpus({ folder: manifest.id, target, spec: whole, uses: ['categorical'] }, never);
  return loadPrepared(target);
}

/** A data set's id in these tests is the name of its folder. */
async function imported(bench: Workbench, name: string, options: object = {}): Promise<TableManifest> {
  const manifest = await bench.import(name, options);
  return { ...manifest, id: bench.datasetFolder(manifest) };
}

/** The text of tokens [from, to). */
function textOf({ manifest, inputs }: PreparedArrays, from: number, to: number): string {
  const { text } = manifest;
  if (text === null) throw new Error('no tokenizer was kept');
  const decoder = new Decoder(text.tokenizer);
  const tokens = inputs['tokens'] ?? [];
  return Array.from(tokens.slice(from, to), (token) => decoder.add(token)).join('') + decoder.end();
}

test.each(golden)('$name: parts, tokens and windows', async (expected) => {
  using bench = new Workbench();
  bench.write('text.txt', expected.lines.map((line) => `${line}\n`).join(''));
  const manifest = await imported(bench, 'text.txt', { texts: 'lines' });
  const { tokenizer, vocabulary, length, stride, test: tested, validation } = expected;
  const split = { test: tested, validation };
  const arrays = await prepared(bench, manifest, { tokenizer, vocabulary, length, stride, split });
  const [target] = arrays.manifest.targets;
  expect(target?.kind === 'categorical' && target.classes).toEqual(['<end>', '<unknown>', ...expected.tokens]);
  expect([...(arrays.inputs['tokens'] ?? [])]).toEqual(expected.parts.flat());
  expect([...(arrays.targets[0] ?? [])]).toEqual(expected.parts.flat());
  const parts = [arrays.train, arrays.validation, arrays.test];
  expect(parts.map((part) => [...part])).toEqual(expected.targets);
  for (const row of parts.flatMap((part) => [...part])) expect(arrays.windows?.[row]).toBe(row - length);
  const sizes = Object.values(arrays.manifest.text?.parts ?? {});
  expect(sizes.map(({ characters }) => characters)).toEqual(expected.characters);
  expect(sizes.map(({ tokens }) => tokens)).toEqual(expected.parts.map((part) => part.length));
  const unknown = arrays.manifest.warnings.filter(({ code }) => code === 'datasets.tokensUnknown');
  expect(unknown.map(({ params }) => params['count'])).toEqual(expected.unknown.filter((count) => count > 0));
});

test('byte pairs lose nothing of any part, and are learnt on the training part alone', async () => {
  using bench = new Workbench();
  const learnt = 'the hat and the cat, 今天天气很好。\n'.repeat(40);
  const later = 'zyzyzyzyzyzyzyzy 明明明明 🌞\n'.repeat(20);
  bench.write('text.txt', learnt + later);
  const manifest = await imported(bench, 'text.txt', { texts: 'lines' });
  const characters = Array.from(learnt + later).length;
  const split = { test: 0.2, validation: Array.from(later).length / characters - 0.15 };
  const arrays = await prepared(bench, manifest, { tokenizer: 'bytePair', vocabulary: 400, length: 6, split });
  const { rows, text, warnings } = arrays.manifest;
  expect(textOf(arrays, 0, rows)).toBe(learnt + later);
  expect(warnings).toEqual([]);
  if (text?.tokenizer.kind !== 'bytePair') return expect.fail('not byte pairs');
  expect(text.tokenizer.merges.length).toBeGreaterThan(20);
  // "zy" comes a hundred times, but only where nothing is learnt.
  expect(text.tokenizer.merges).not.toContainEqual(['z'.charCodeAt(0), 'y'.charCodeAt(0)]);
  expect(rows).toBe(text.parts.train.tokens + text.parts.validation.tokens + text.parts.test.tokens);
  // What a short prompt follows ends with a line.
  const primer = Int32Array.from(text.primer);
  expect(primer).toHaveLength(6);
  const decoder = new Decoder(text.tokenizer);
  expect(Array.from(primer, (token) => decoder.add(token)).join('')).toMatch(/。\n$/u);
});

test('texts of their own end with the token 0, and a missing one is none', async () => {
  using bench = new Workbench();
  bench.write('notes.csv', 'note,size\nabab,1\n,2\nbaba,3\nabba,4\n');
  const manifest = await imported(bench, 'notes.csv', { kinds: { note: 'text' } });
  const arrays = await prepared(bench, manifest, { column: 'note', length: 2, split: { test: 0.4, validation: 0 } });
  // 12 characters: 5 are tested. Of the other 7 four are b, which is 2.
  expect([...(arrays.inputs['tokens'] ?? [])]).toEqual([3, 2, 3, 2, 0, 2, 3, 2, 3, 0, 3, 2, 2, 3, 0]);
  expect([...arrays.train]).toEqual([2, 3, 4, 5, 6, 7]);
  expect([...arrays.test]).toEqual([10, 11, 12, 13, 14]);
  expect(arrays.manifest.text?.primer).toEqual([2, 0]);
  expect(textOf(arrays, 0, 15)).toBe('ababbabaabba');
});

test('a folder of texts and a table of characters are corpora too', async () => {
  using bench = new Workbench();
  bench.write('text.txt', '一二三\r\n一二三\r一二三\n'.repeat(4));
  const lines = await imported(bench, 'text.txt', { texts: 'lines' });
  const characters = await imported(bench, 'text.txt', { texts: 'characters' });
  const spec = { length: 3 };
  const [one, other] = [await prepared(bench, lines, spec), await prepared(bench, characters, spec)];
  expect(one.inputs['tokens']).toEqual(other.inputs['tokens']);
  expect(textOf(one, 0, one.manifest.rows)).toBe('一二三\n'.repeat(12));
});

test('what cannot be learnt from is refused with its place', async () => {
  using bench = new Workbench();
  bench.write('text.txt', 'one two three four five six seven\n');
  const manifest = await imported(bench, 'text.txt', { texts: 'lines' });
  const refused = (spec: object) => userError(prepared(bench, manifest, spec));
  expect(await refused({ column: 'txt' })).toMatchObject({
    code: 'datasets.columnUnknown',
    params: { nearest: 'text' },
  });
  expect(await refused({ length: 64 })).toMatchObject({
    code: 'datasets.corpusTooShort',
    params: { part: 'train', tokens: 27, needed: 65 },
    path: 'data.length',
  });
  expect(await refused({ length: 3 })).toMatchObject({
    code: 'datasets.corpusTooShort',
    params: { part: 'validation' },
  });
  const none = await prepared(bench, manifest, { length: 3, split: { test: 0, validation: 0 } });
  expect([none.validation.length, none.test.length]).toEqual([0, 0]);
  bench.write('two.csv', 'first,second,n\nan old tale,a new one,1\nof kings,of queens,2\n');
  const table = await imported(bench, 'two.csv', { kinds: { first: 'text', second: 'text' } });
  expect(await userError(prepared(bench, table, {}))).toMatchObject({ code: 'datasets.corpusColumn' });
  expect(await userError(prepared(bench, table, { column: 'n' }))).toMatchObject({ code: 'datasets.notTexts' });
  const spec = textSpecSchema.parse({ kind: 'text' });
  const request = { folder: manifest.id, target: bench.nextFolder(), spec, uses: ['regression' as const] };
  expect(await userError(prepareCorpus(request, never))).toMatchObject({ code: 'datasets.corpusNeedsClasses' });
});

test('a cut lies at a code point, and behind a space where words are learnt', () => {
  const corpus = { texts: ['🌞🌞 ab🌞', 'cd ef gh'], separate: true };
  const cut = (atSpaces: boolean) => divideCorpus(corpus, { test: 0.3, validation: 0.4 }, atSpaces);
  // 14 code points: 5 are tested, 5 of the other 9 are learnt from.
  expect(cut(false)).toEqual({
    train: [{ text: '🌞🌞 ab', ends: false }],
    validation: [
      { text: '🌞', ends: true },
      { text: 'cd ', ends: false },
    ],
    test: [{ text: 'ef gh', ends: true }],
  });
  expect(cut(true).train).toEqual([{ text: '🌞🌞 ', ends: false }]);
  expect(cut(true).validation[0]).toEqual({ text: 'ab🌞', ends: true });
});

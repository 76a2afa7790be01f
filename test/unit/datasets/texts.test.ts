/** Plain texts as tables: folders, archives and lists of files, and one text by lines or characters. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { kindOfSource } from '../../../main/datasets/files/detect.ts';
import { loadPrepared } from '../../../main/datasets/prepared.ts';
import { tableSpecSchema } from '../../../main/datasets/spec.ts';
import { prepare } from '../../../main/datasets/table/prepare.ts';
import { tableRows } from '../../../main/datasets/table/rows.ts';
import { zipFile } from '../../support/zip.ts';
import { never, userError, Workbench } from './tables.ts';

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

/** Chinese as old editors save it: 好, 坏 in GB18030. */
const gb = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const reviews: Readonly<Record<string, string | Uint8Array>> = {
  'good/a.txt': 'A joy.\r\nTruly, "a joy", said all.\r\n',
  'good/b.txt': '﻿好极了',
  'bad/c.txt': gb('bbb5b5c4ccabbbb5c1cb'.slice(0, 8) + 'a3ac' + 'ccabbbb5c1cb'),
  'bad/d.txt': 'NA',
  'readme.md': '# About',
  'notes.pdf': 'x',
};

function folderOf(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(bench.path(name), path)), { recursive: true });
    writeFileSync(join(bench.path(name), path), content);
  }
  return bench.path(name);
}

async function rowsOf(manifest: Awaited<ReturnType<typeof bench.import>>) {
  const page = await tableRows({ folder: bench.datasetFolder(manifest), offset: 0, limit: 1000, sort: null }, never);
  return page.rows;
}

describe('a folder of texts', () => {
  test('is a table with each text, its class and its file', async () => {
    const path = folderOf('reviews', reviews);
    expect(await kindOfSource(path)).toBe('table');
    const manifest = await bench.import('reviews');
    expect(manifest.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['text', 'text'],
      ['label', 'category'],
      ['file', 'text'],
    ]);
    expect(await rowsOf(manifest)).toEqual([
      ['坏的，太坏了', 'bad', 'bad/c.txt'],
      ['NA', 'bad', 'bad/d.txt'],
      ['A joy.\nTruly, "a joy", said all.\n', 'good', 'good/a.txt'],
      ['好极了', 'good', 'good/b.txt'],
      ['# About', null, 'readme.md'],
    ]);
    expect(manifest.warnings).toContainEqual({
      code: 'datasets.textsLeftOut',
      params: { count: 1, files: 'notes.pdf' },
    });
    expect(manifest.options.format).toBe('texts');
  });

  test('has the same content hash wherever it lies, and another when a text changes', async () => {
    folderOf('one', { 'a/x.txt': 'red', 'b/y.txt': 'blue' });
    folderOf('other', { 'a/x.txt': 'red', 'b/y.txt': 'blue' });
    folderOf('third', { 'a/x.txt': 'red', 'b/y.txt': 'blu' });
    const [one, other, third] = [await bench.import('one'), await bench.import('other'), await bench.import('third')];
    expect(other.hash).toBe(one.hash);
    expect(third.hash).not.toBe(one.hash);
  });

  test('with train and test above its classes says so in a column', async () => {
    folderOf('parts', { 'train/a/1.txt': 'x', 'train/b/2.txt': 'y', 'test/a/3.txt': 'z', 'test/b/4.txt': 'w' });
    const manifest = await bench.import('parts');
    expect((await rowsOf(manifest)).map(([, label, , part]) => [label, part])).toEqual([
      ['a', 'test'],
      ['b', 'test'],
      ['a', 'train'],
      ['b', 'train'],
    ]);
  });

  test('in an archive, or named by a list, is the same', async () => {
    const { 'good/a.txt': good, 'bad/d.txt': bad } = reviews;
    const bytes = zipFile([
      { name: 'good/a.txt', content: Buffer.from(good ?? '') },
      { name: 'bad/d.txt', content: Buffer.from(bad ?? '') },
    ]);
    bench.write('reviews.zip', bytes);
    expect(await kindOfSource(bench.path('reviews.zip'))).toBe('table');
    const archived = await rowsOf(await bench.import('reviews.zip'));
    expect(archived.map(([text, label]) => [text, label])).toEqual([
      ['NA', 'bad'],
      ['A joy.\nTruly, "a joy", said all.\n', 'good'],
    ]);
    const folder = folderOf('listed', {
      'a.txt': 'first',
      'deep/b.txt': 'second',
      'list.csv': 'path,label\na.txt,yes\ndeep/b.txt,no\n',
    });
    const listed = await bench.import('list.csv', { texts: 'files' }, join(folder, 'list.csv'));
    expect(await rowsOf(listed)).toEqual([
      ['first', 'yes', 'a.txt'],
      ['second', 'no', 'deep/b.txt'],
    ]);
  });

  test('names the file that is no text, and keeps it aside where that is asked for', async () => {
    folderOf('broken', { 'a/good.txt': 'fine', 'b/bad.txt': gb('ff00ff00ff'), 'b/odd.txt': gb('c328a0') });
    const error = await userError(bench.import('broken'));
    expect(error.code).toBe('datasets.badRow');
    expect(error.location?.file).toMatch(/^b\/(bad|odd)\.txt$/u);
    const manifest = await bench.import('broken', { onBadRow: 'keepAside' });
    expect(manifest.rows).toBe(1);
    expect(manifest.rejected.map(({ file }) => file)).toEqual(['b/bad.txt', 'b/odd.txt']);
  });

  test('without a text is refused as what it is', async () => {
    mkdirSync(bench.path('empty'), { recursive: true });
    expect(await userError(bench.import('empty'))).toMatchObject({ code: 'datasets.notAFile' });
    expect(await userError(bench.import('empty', { texts: 'files' }))).toMatchObject({ code: 'datasets.noTexts' });
    const folder = folderOf('untold', { 'plain.csv': 'a,b\n1,2\n', 'x.txt': 'x' });
    const refused = userError(bench.import('plain.csv', { texts: 'files' }, join(folder, 'plain.csv')));
    expect(await refused).toMatchObject({ code: 'datasets.noTexts', location: { file: 'plain.csv' } });
  });
});

const poem = 'Ah, 春眠\r\n不覺曉\n\n"NA", 🐈\tx';

describe('a plain text', () => {
  test('by lines keeps its empty lines and what reads as missing elsewhere', async () => {
    bench.write('poem.txt', `${poem}\nNA\n`);
    const manifest = await bench.import('poem.txt', { texts: 'lines' });
    expect((await rowsOf(manifest)).map(([text]) => text)).toEqual(['Ah, 春眠', '不覺曉', null, '"NA", 🐈\tx', 'NA']);
    expect(manifest.columns).toMatchObject([{ name: 'text', kind: 'text' }]);
  });

  test.each(['utf-8', 'utf-16le'] as const)('by characters of %s is every one of them, in order', async (encoding) => {
    const bytes = Buffer.from(encoding === 'utf-8' ? poem : `\uFEFF${poem}`, encoding === 'utf-8' ? 'utf8' : 'utf16le');
    bench.write(`${encoding}.txt`, bytes);
    const manifest = await bench.import(`${encoding}.txt`, { texts: 'characters' });
    expect((await rowsOf(manifest)).map(([character]) => character)).toEqual(Array.from(poem.replaceAll('\r\n', '\n')));
  });

  test('longer than what is read at once loses nothing where pieces meet', async () => {
    const text = `${'🐈\r\n'.repeat(50_000)}end`;
    bench.write('long.txt', text);
    const manifest = await bench.import('long.txt', { texts: 'characters' });
    expect(manifest.rows).toBe(Array.from(text.replaceAll('\r\n', '\n')).length);
    expect(manifest.columns[0]?.categories).toEqual(['\n', 'd', 'e', 'n', '🐈']);
  });
});

describe('a language model on characters', () => {
  test('is given windows, and the character that follows; nothing of the test part is learnt', async () => {
    // The last fifth is of letters that are nowhere before.
    const text = `${'abcd '.repeat(160)}${'xyz '.repeat(50)}`;
    bench.write('letters.txt', text);
    const manifest = await bench.import('letters.txt', { texts: 'characters' });
    const spec = tableSpecSchema.parse({
      target: 'character',
      features: ['character'],
      window: { length: 8 },
      split: { method: 'time', test: 0.2, validation: 0.1 },
      preprocess: { columns: { character: [{ step: 'tokens', tokenizer: 'character', length: 1, lowercase: false }] } },
    });
    const target = bench.path('lm');
    await prepare({ folder: bench.datasetFolder(manifest), target, spec, uses: ['categorical'] }, never);
    const {
      manifest: prepared,
      inputs,
      targets,
      windows,
      train,
      validation,
      test: tested,
    } = await loadPrepared(target);
    const tokens = inputs['features'] ?? new Float32Array();
    const classes = prepared.targets[0]?.kind === 'categorical' ? prepared.targets[0].classes : [];
    const characters = Array.from(text);
    for (const row of [train[0] ?? 0, train.at(-1) ?? 0, tested[0] ?? 0]) {
      const start = windows?.[row] ?? 0;
      expect(start).toBe(row - 8);
      expect(classes[targets[0]?.[row] ?? -1]).toBe(characters[row]);
    }
    // By position: everything that is trained on lies before everything that is judged.
    expect(Math.max(...train)).toBeLessThan(Math.min(...validation));
    expect(Math.max(...validation)).toBeLessThan(Math.min(...tested));
    // Five characters are known; those of the test part are the unknown one (1), but for the space.
    expect(new Set(tokens.slice(0, 800))).toEqual(new Set([2, 3, 4, 5, 6]));
    const space = tokens[4];
    expect(new Set(tokens.slice(801))).toEqual(new Set([1, space]));
  });
});

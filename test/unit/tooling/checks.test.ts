/** The checks of `npm test` find what they are for, on material with planted faults. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isStale } from '../../../scripts/build-freshness.ts';
import { inspectFiles } from '../../../scripts/checks/files.ts';
import { readComment } from '../../../scripts/checks/layer-comment.ts';
import { layerNotes, type Translated } from '../../../scripts/checks/layer-notes.ts';
import {
  checkLockfile,
  findImplicitBuilds,
  findLockfileProblems,
  mendLockfile,
  type Lockfile,
} from '../../../scripts/checks/lockfile.ts';
import { findMessageProblems, repeatedKeys, type CatalogueFile } from '../../../scripts/checks/messages.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athanor-checks-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const root = join(import.meta.dirname, '..', '..', '..');

test('the layer table reads what a layer is and what shapes it has, however its comment is wrapped', () => {
  const comment = [
    '/**',
    ' * Flatten: all elements',
    ' * in one axis.',
    ' *',
    ' * Formula: y = reshape(x, [n]).',
    ' * Shapes: any,',
    ' * to [n].',
    ' * Errors: none.',
    ' * Source: keras.layers.Flatten,',
    ' * with channels last.',
    ' */',
    "export const flatten = '* Shapes: no';",
  ];
  expect(readComment(comment.join('\n'))).toEqual({
    summary: 'Flatten: all elements in one axis.',
    formula: 'y = reshape(x, [n]).',
    shapes: 'any, to [n].',
    source: 'keras.layers.Flatten, with channels last.',
  });
});

describe('the notes on layers', () => {
  const dense = { summary: 'Dense: a weighted sum.', formula: 'y = xW', shapes: '', source: 'keras' };
  const comments = new Map([['dense', dense]]);
  const chinese = { 'layerNotes.dense.about': '加权和。', 'layerNotes.dense.math': 'y = xW' };

  test('are what the comment says, without the name', () => {
    const notes = layerNotes(comments, chinese, {});
    expect(notes.problems).toEqual([]);
    expect(notes.english).toEqual({
      'layerNotes.dense.about': 'A weighted sum.',
      'layerNotes.dense.math': 'y = xW',
      'layerNotes.dense.source': 'keras',
    });
    expect(notes.chinese).toEqual({ ...chinese, 'layerNotes.dense.source': 'keras' });
  });

  test('ask for a translation that is missing, or that was made from another text, however often they are mended', () => {
    expect(layerNotes(comments, {}, {}).problems).toHaveLength(2);
    let { translated }: { translated: Translated } = layerNotes(comments, chinese, {});
    const changed = new Map([['dense', { ...dense, summary: 'Dense: a sum.' }]]);
    for (let mending = 0; mending < 2; mending += 1) {
      const notes = layerNotes(changed, chinese, translated);
      expect(notes.problems).toEqual([expect.stringContaining('layerNotes.dense.about')]);
      ({ translated } = notes);
    }
    const again = layerNotes(changed, { ...chinese, 'layerNotes.dense.about': '和。' }, translated);
    expect(again.problems).toEqual([]);
  });
});

describe('the lockfile', () => {
  const sound: Lockfile = {
    packages: {
      '': { optionalDependencies: { 'native-gpu': '1.0.0' } },
      bin: { version: '0.1.0' },
      'node_modules/athanor-command': { resolved: 'bin', link: true },
      'node_modules/native-gpu': { integrity: 'sha512-a' },
      'node_modules/tool': {
        integrity: 'sha512-b',
        optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0' },
      },
      'node_modules/tool-linux': { integrity: 'sha512-c' },
      'node_modules/tool/node_modules/tool-mac': { integrity: 'sha512-d' },
    },
  };
  const without = (name: string): Lockfile => ({
    packages: Object.fromEntries(Object.entries(sound.packages).filter(([path]) => path !== name)),
  });

  test('of this project is complete, names no registry and compiles nothing', () => {
    expect(checkLockfile(root)).toEqual([]);
  });

  test('may be sound', () => {
    expect(findLockfileProblems(sound, [])).toEqual([]);
  });

  test.each(['node_modules/tool/node_modules/tool-mac', 'node_modules/tool-linux', 'node_modules/native-gpu'])(
    'without %s is incomplete',
    (name) => {
      expect(findLockfileProblems(without(name), [])).toMatchObject([expect.stringContaining('optional dependency')]);
    },
  );

  test('with a registry in it, or without a checksum, is refused', () => {
    const named = {
      packages: { 'node_modules/a': { integrity: 'sha512-a', resolved: 'https://registry.example/a.tgz' } },
    };
    expect(findLockfileProblems(named, [])).toMatchObject([expect.stringContaining('registry.example')]);
    expect(findLockfileProblems({ packages: { 'node_modules/a': {} } }, [])).toMatchObject([
      expect.stringContaining('integrity'),
    ]);
  });

  test('keeps npm 10 from compiling what ships its libraries ready', () => {
    const place = (name: string, manifest: object): void => {
      mkdirSync(join(folder, 'node_modules', name), { recursive: true });
      writeFileSync(join(folder, 'node_modules', name, 'binding.gyp'), '{}');
      writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify(manifest));
    };
    place('ready', { scripts: { test: 'true' } });
    place('compiles', { scripts: { install: 'node-gyp rebuild' } });
    const lock: Lockfile = {
      packages: { '': {}, 'node_modules/ready': { integrity: 'a' }, 'node_modules/compiles': { integrity: 'b' } },
    };
    const implicit = findImplicitBuilds(lock, folder);
    expect(implicit).toEqual(['node_modules/ready']);
    expect(findLockfileProblems(lock, implicit)).toMatchObject([expect.stringContaining('gypfile')]);
    expect(findLockfileProblems(mendLockfile(lock, implicit), implicit)).toEqual([]);
  });

  test('is mended of registry names and keeps its links', () => {
    const mended = mendLockfile(
      {
        packages: {
          ...sound.packages,
          'node_modules/a': { integrity: 'a', resolved: 'https://registry.example/a.tgz' },
        },
      },
      [],
    );
    expect(findLockfileProblems(mended, [])).toEqual([]);
    expect(mended.packages['node_modules/athanor-command']).toEqual({ resolved: 'bin', link: true });
  });
});

describe('files', () => {
  const inspect = (path: string, text: string) => inspectFiles([{ path, text }]).problems;

  test('may be as they should', () => {
    expect(inspect('main/graph/data-type.ts', '/** What it is for. */\nexport {};\n')).toEqual([]);
    expect(inspect('bin/athanor.mjs', '#!/usr/bin/env node\n// What it is for.\n')).toEqual([]);
    expect(inspect('renderer/views/HomeView.svelte', '<!-- What it is for. -->\n<p></p>\n')).toEqual([]);
  });

  test('are refused for their length, their name or a missing first line', () => {
    expect(inspect('a.ts', `// A.\n${'x;\n'.repeat(600)}`)).toMatchObject([expect.stringContaining('601 lines')]);
    expect(inspect('main/graph/dataType.ts', '// A.\n')).toMatchObject([expect.stringContaining('kebab-case')]);
    expect(inspect('a.ts', 'export {};\n// A.\n')).toMatchObject([expect.stringContaining('first line')]);
  });

  test('are counted', () => {
    const report = inspectFiles([1, 3, 500].map((lines) => ({ path: `f${lines}.ts`, text: '//\n'.repeat(lines) })));
    expect(report.summary).toBe('3 files, 504 lines, median 3, longest 500');
    expect(report.long).toEqual(['f500.ts: 500 lines']);
  });
});

describe('the catalogue', () => {
  const catalogue = (messages: Record<string, string>): CatalogueFile[] => [{ area: 'area', messages }];
  const problems = (en: Record<string, string>, zh: Record<string, string>, text = '') =>
    findMessageProblems({ en: catalogue(en), zh: catalogue(zh) }, [{ path: 'main/a.ts', text }]);

  test('may be as it should', () => {
    const en = {
      'error.area.broken': '{count, plural, one {# row} other {# rows}}',
      'error.area.broken.hint': 'Mend it.',
    };
    const zh = { 'error.area.broken': '{count} 行', 'error.area.broken.hint': '修好它。' };
    expect(problems(en, zh, "throw new UserError('area.broken', { count });")).toEqual([]);
  });

  test.each<[string, Record<string, string>, Record<string, string>, string, string]>([
    ['a key of one language', { 'a.b': 'x' }, {}, "'a.b'", 'in en and not in zh'],
    ['a key of the other', {}, { 'a.b': 'x' }, '', 'in zh and not in en'],
    ['a code without text', {}, {}, "new UserError('area.lost')", 'area.lost has no text'],
    ['a code on the next line', {}, {}, "new UserError(\n  'area.lost',", 'area.lost has no text'],
    ['a text that nothing uses', { 'a.b': 'x' }, { 'a.b': 'y' }, '', 'used nowhere'],
    ['an unknown parameter', { 'a.b': '{one}' }, { 'a.b': '{two}' }, "'a.b'", 'uses {two}'],
    ['a broken message', { 'a.b': '{one' }, { 'a.b': 'x' }, "'a.b'", 'not a well-formed'],
    ['an empty message', { 'a.b': ' ' }, { 'a.b': 'x' }, "'a.b'", 'is empty'],
  ])('with %s is refused', (_name, en, zh, text, problem) => {
    expect(problems(en, zh, text)).toMatchObject([expect.stringContaining(problem)]);
  });

  test('with a key in two files is refused', () => {
    const twice = [...catalogue({ 'a.b': 'x' }), ...catalogue({ 'a.b': 'x' })];
    expect(
      findMessageProblems({ en: twice, zh: catalogue({ 'a.b': 'y' }) }, [{ path: 'a.ts', text: "'a.b'" }]),
    ).toMatchObject([expect.stringContaining('another file')]);
  });

  test('knows keys that are put together, and no more than those', () => {
    const en = { 'status.running.title': 'x', 'status.done.title': 'x', 'status.done.text': 'x' };
    expect(problems(en, en, '`status.${status}.title`')).toMatchObject([
      expect.stringContaining('status.done.text is used nowhere'),
    ]);
    expect(problems(en, en, '`${anything}.title` + `error.${code}`')).toHaveLength(3);
  });
});

describe('what is built', () => {
  const touch = (file: string, seconds: number): string => {
    const path = join(folder, file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
    utimesSync(path, seconds, seconds);
    return path;
  };

  test('is stale when it is missing or anything in its sources is newer', () => {
    const source = touch('source/deep/a.ts', 1000);
    for (const path of ['source', 'source/deep']) utimesSync(join(folder, path), 1000, 1000);
    const output = join(folder, 'index.html');
    expect(isStale(output, [join(folder, 'source')])).toBe(true);
    touch('index.html', 2000);
    expect(isStale(output, [join(folder, 'source')])).toBe(false);
    utimesSync(source, 3000, 3000);
    expect(isStale(output, [join(folder, 'source')])).toBe(true);
  });

  test('is stale when a source was taken out', () => {
    const source = touch('source/a.ts', 1000);
    touch('index.html', 2000);
    utimesSync(join(folder, 'source'), 1000, 1000);
    rmSync(source);
    expect(isStale(join(folder, 'index.html'), [join(folder, 'source')])).toBe(true);
  });
});

test('a key that stands twice in a catalogue is found, though JSON takes it', () => {
  const text = '{\n  "a.b": "one",\n  "a.c": "\\"a.b\\":",\n  "a.b": "two"\n}\n';
  expect(JSON.parse(text)).toEqual({ 'a.b': 'two', 'a.c': '"a.b":' });
  expect(repeatedKeys(text)).toEqual(['a.b']);
});

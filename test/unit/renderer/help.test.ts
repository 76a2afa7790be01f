/** The help: whole in both languages, its links lead somewhere, and it is found by words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasMessage } from '../../../resources/messages/index.ts';
import { searchHelp } from '../../../renderer/help/search.ts';
import {
  helpFiles,
  isTopic,
  loadTopic,
  topicIds,
  topicLabel,
  topicOfError,
  topicOfView,
} from '../../../renderer/help/topics.ts';
import { parseMarkdown, type Block, type Inline } from '../../../renderer/markdown/parse.ts';

const root = join(import.meta.dirname, '..', '..', '..');

function links(parts: readonly (Block | Inline)[]): string[] {
  return parts.flatMap((part): string[] => {
    const own = part.kind === 'link' ? [part.href] : part.kind === 'address' ? [part.address] : [];
    const inner = [
      ...('parts' in part ? part.parts : []),
      ...('blocks' in part ? part.blocks : []),
      ...('items' in part ? part.items.flatMap(({ blocks }) => blocks) : []),
      ...('rows' in part ? [...part.header, ...part.rows.flat()].flat() : []),
    ];
    return [...own, ...links(inner)];
  });
}

test('every topic is there in both languages, and no file is without a topic', () => {
  const expected = ['en', 'zh'].flatMap((locale) => topicIds.map((id) => `../../resources/help/${locale}/${id}.md`));
  expect([...helpFiles].sort()).toEqual(expected.sort());
  for (const id of topicIds) expect(hasMessage(topicLabel(id)), id).toBe(true);
});

test.each(['en', 'zh'] as const)(
  'the pages in %s begin with their title and link to pages that are there',
  async (locale) => {
    for (const id of topicIds) {
      const blocks = parseMarkdown(await loadTopic(locale, id));
      expect(blocks[0], id).toMatchObject({ kind: 'heading', level: 1 });
      for (const href of links(blocks)) {
        const [, view, topic] = href.split('/');
        expect(view, `${id}: ${href}`).toBe('help');
        expect(isTopic(topic), `${id}: ${href}`).toBe(true);
      }
    }
  },
);

test('the two languages say the same in as many parts', async () => {
  for (const id of topicIds) {
    const [en, zh] = await Promise.all([loadTopic('en', id), loadTopic('zh', id)]);
    const kinds = (text: string) => parseMarkdown(text).map(({ kind }) => kind);
    expect(kinds(zh), id).toEqual(kinds(en));
  }
});

test('every kind of error that a person meets leads to a page', () => {
  const folder = join(root, 'resources', 'messages', 'en');
  const codes = readdirSync(folder)
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object))
    .flatMap((key) => /^error\.(.+?)(?:\.hint)?$/u.exec(key)?.[1] ?? []);
  // Of the way between the parts of the program, not of the work: there is nothing to explain.
  const unexplained = new Set(['api', 'browser', 'cli', 'internal', 'processes', 'shell', 'window']);
  const without = codes.filter((code) => topicOfError(code) === null && !unexplained.has(code.split('.')[0] ?? ''));
  expect(codes.length).toBeGreaterThan(100);
  expect(without).toEqual([]);
});

test('pages are found by all of their words, those that are about them first', async () => {
  const pages = await Promise.all(topicIds.map(async (id) => ({ id, text: await loadTopic('en', id) })));
  expect(searchHelp(pages, 'CHECKPOINT')[0]?.id).toBe('checkpoints');
  expect(searchHelp(pages, 'bit for bit').map(({ id }) => id)).toContain('reproduce');
  expect(searchHelp(pages, 'early stopping validation').map(({ id }) => id)).toContain('glossary');
  expect(searchHelp(pages, 'overfitting').find(({ id }) => id === 'results')?.passage).toContain('validation rises');
  expect(searchHelp(pages, 'no-such-word-anywhere')).toEqual([]);
  expect(searchHelp(pages, '  ')).toEqual([]);
  expect(topicOfView('runs')).toBe('results');
});

/**
 * What window and command line say of a layer: its meaning, formula and source, from the comment at the head of its file.
 * The English texts are written from there. The Chinese ones are translations: each is marked with the English that it was
 * made from (layer-notes-translated.json), so that it cannot stay behind unnoticed.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { LayerComment } from './layer-comment.ts';

type Texts = Readonly<Record<string, string>>;

/** By key, digests of the English text and of the Chinese one that was made from it. */
export type Translated = Readonly<Record<string, readonly [english: string, chinese: string]>>;

export interface LayerNotes {
  readonly english: Texts;
  readonly chinese: Texts;
  readonly translated: Translated;
  readonly problems: readonly string[];
}

/** The texts as they should be, and what only a person can mend. */
export function layerNotes(
  comments: ReadonlyMap<string, LayerComment>,
  chinese: Texts,
  translated: Translated,
): LayerNotes {
  const problems: string[] = [];
  const notes = [...comments].flatMap(([type, { summary, formula, source }]) => {
    const parts = { about: withoutName(summary), math: formula, source };
    return Object.entries(parts).map(([part, text]) => [`layerNotes.${type}.${part}`, text] as const);
  });
  for (const [key, text] of notes) if (text === '') problems.push(`The comment of a layer lacks ${key}.`);
  const english = Object.fromEntries(notes);
  const translations = notes.map(([key, text]): [string, string] => {
    // Sources are names and titles, which stay as they are.
    if (key.endsWith('.source')) return [key, text];
    return [key, chinese[key] ?? ''];
  });
  const marks = translations.flatMap(([key, twin]): [string, readonly [string, string]][] => {
    if (key.endsWith('.source')) return [];
    if (twin === '') problems.push(`resources/messages/zh/layer-notes.json lacks ${key}: translate it.`);
    const now = [digest(english[key] ?? ''), digest(twin)] as const;
    const before = translated[key];
    if (before !== undefined && before[0] !== now[0] && before[1] === now[1]) {
      problems.push(`${key}: the English has changed, and its Chinese text in layer-notes.json has not.`);
      return [[key, before]];
    }
    return [[key, now]];
  });
  return {
    english,
    chinese: Object.fromEntries(translations),
    translated: Object.fromEntries(marks),
    problems,
  };
}

/** `Dense: every unit …` → `Every unit …`: the name stands above it. */
function withoutName(summary: string): string {
  const said = summary.replace(/^[^:.]+: /u, '');
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** What is not as it should be; `mend` writes what can be written. */
export async function checkLayerNotes(
  root: string,
  comments: ReadonlyMap<string, LayerComment>,
  mend: boolean,
): Promise<string[]> {
  const messages = (locale: string): string => join(root, 'resources', 'messages', locale, 'layer-notes.json');
  const marks = join(root, 'scripts', 'checks', 'layer-notes-translated.json');
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  const notes = layerNotes(comments, read(messages('zh')) as Texts, read(marks) as Translated);
  const files = [
    [messages('en'), notes.english],
    [messages('zh'), notes.chinese],
    [marks, notes.translated],
  ] as const;
  const problems = [...notes.problems];
  for (const [file, texts] of files) {
    const expected = await format(JSON.stringify(texts), { ...(await resolveConfig(file)), filepath: file });
    if (mend) writeFileSync(file, expected);
    if (readFileSync(file, 'utf8') !== expected)
      problems.push(`${file} is not what the layers say. Run: npm run layer-table`);
  }
  return problems;
}

/** Finds passages of the help by words. Pure. */
import type { TopicId } from './topics.ts';

export interface Page {
  readonly id: TopicId;
  /** Markdown. */
  readonly text: string;
}

export interface Found {
  readonly id: TopicId;
  /** The passage that has most of the words, without its marks. */
  readonly passage: string;
}

/** Pages that have every word, those with the words in their title or most often first. */
export function searchHelp(pages: readonly Page[], search: string): Found[] {
  const words = search
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return pages
    .map(({ id, text }) => ({ id, text, folded: text.toLowerCase() }))
    .filter(({ folded }) => words.every((word) => folded.includes(word)))
    .map(({ id, text, folded }) => {
      const title = folded.split('\n', 1)[0] ?? '';
      const times = words.reduce((sum, word) => sum + folded.split(word).length - 1, 0);
      const titled = words.filter((word) => title.includes(word)).length;
      return { id, passage: bestPassage(text, words), rank: 100 * titled + times };
    })
    .sort((one, other) => other.rank - one.rank)
    .map(({ id, passage }) => ({ id, passage }));
}

function bestPassage(text: string, words: readonly string[]): string {
  const lines = text.split('\n').filter((line) => /\p{Letter}/u.test(line) && !line.startsWith('#'));
  const scored = lines.map((line) => ({
    line,
    hits: words.filter((word) => line.toLowerCase().includes(word)).length,
  }));
  const best = scored.reduce((most, one) => (one.hits > most.hits ? one : most), { line: '', hits: 0 });
  return plainLine(best.line);
}

/** A line of Markdown as it reads. */
function plainLine(line: string): string {
  return line
    .replace(/\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/[*`]/gu, '')
    .replace(/^\s*(?:[-|>]|\d+\.)\s*/u, '')
    .replace(/\s*\|\s*/gu, ' · ')
    .replace(/(?:^ · | · $)/gu, '')
    .trim();
}

/** Divides a corpus by position: what is learnt from comes first, then what is validated on, then the test. */
import { UserError } from '../../base/errors.ts';
import type { Part } from '../files/types.ts';
import type { TextSpec } from '../spec.ts';

export interface Corpus {
  /** In order. */
  readonly texts: readonly string[];
  /** Whether each is a text of its own, which has an end; else they are one text. */
  readonly separate: boolean;
}

export interface CorpusPiece {
  readonly text: string;
  /** Whether a text ends with it. */
  readonly ends: boolean;
}

export type CorpusParts = Readonly<Record<Part, readonly CorpusPiece[]>>;

/** Characters before a cut that are searched for a space. */
const cutReach = 100;

/**
 * Of n characters (code points) the last `ceil(test * n)` are the test part, and of those before them
 * `floor(m * (1 - validation))` the training part, as for windows of a series.
 *
 * @param atSpaces whether a cut is moved back behind the nearest space before it, so that no word is halved
 * Throws UserError `datasets.corpusEmpty` and `datasets.splitTooSmall`.
 */
export function divideCorpus(
  { texts, separate }: Corpus,
  { test, validation }: TextSpec['split'],
  atSpaces: boolean,
): CorpusParts {
  const lengths = texts.map(countCharacters);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total === 0) throw new UserError('datasets.corpusEmpty', {}, { path: 'data.column' });
  const remainder = total - Math.ceil(test * total);
  const trained = Math.floor(remainder * (1 - validation));
  if (trained < 1) {
    throw new UserError('datasets.splitTooSmall', { rows: total, test, validation }, { path: 'data.split' });
  }
  const parts: Record<Part, CorpusPiece[]> = { train: [], validation: [], test: [] };
  let before = 0;
  texts.forEach((text, index) => {
    const length = lengths[index] ?? 0;
    const cutAt = (place: number): number => {
      if (place <= before) return 0;
      if (place >= before + length) return text.length;
      const unit = unitOf(text, place - before);
      return atSpaces ? behindSpace(text, unit, before > 0) : unit;
    };
    const [first, second] = [cutAt(trained), cutAt(remainder)];
    const pieces: [Part, string][] = [
      ['train', text.slice(0, first)],
      ['validation', text.slice(first, second)],
      ['test', text.slice(second)],
    ];
    const last = pieces.findLast(([, piece]) => piece !== '')?.[0];
    for (const [part, piece] of pieces) {
      if (piece !== '') parts[part].push({ text: piece, ends: separate && part === last });
    }
    before += length;
  });
  return parts;
}

/** Code points. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at += 1) if (isSecondHalf(text, at)) count -= 1;
  return count;
}

/** The UTF-16 unit at which the code point of this number begins. */
function unitOf(text: string, character: number): number {
  let unit = 0;
  for (let count = 0; count < character; count += 1) unit += isSecondHalf(text, unit + 1) ? 2 : 1;
  return unit;
}

function isSecondHalf(text: string, at: number): boolean {
  const [before, unit] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return before >= 0xd800 && before < 0xdc00 && unit >= 0xdc00 && unit < 0xe000;
}

/** @param follows whether another text or line ends where this one begins */
function behindSpace(text: string, unit: number, follows: boolean): number {
  for (let at = unit; at > Math.max(0, unit - cutReach); at -= 1) if (/\s/u.test(text.charAt(at - 1))) return at;
  return follows && unit <= cutReach ? 0 : unit;
}

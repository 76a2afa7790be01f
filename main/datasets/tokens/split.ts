/** Divides a text into words, or into what byte pairs are joined within. Depends on no dictionary and no locale. */

/** Scripts that are written without spaces. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
const spaced = String.raw`(?![${unspaced}])[\p{L}\p{M}\p{N}_]`;

/** A letter of a script that is written without spaces is a word of its own; others go on while letters and digits do. */
const word = new RegExp(String.raw`[${unspaced}]|(?:${spaced})+`, 'gu');

/** The same with the space before it; every other character is a piece of its own. */
const wordAndSpace = new RegExp(String.raw`[${unspaced}]| ?(?:${spaced})+| ?[^\s\p{L}\p{M}\p{N}_]|\s`, 'gu');

/** Punctuation and spaces are no words. */
export function splitWords(text: string): string[] {
  return text.match(word) ?? [];
}

/** Nothing is left out: the pieces end to end are the text. */
export function splitWordsAndSpaces(text: string): string[] {
  return text.match(wordAndSpace) ?? [];
}

/** Code points: neither half a letter nor half an emoji. */
export function splitCharacters(text: string): string[] {
  return Array.from(text);
}

/**
 * What no byte pair reaches beyond. `scripts`: letters, digits or signs on end, with the space before them, at most 64, as
 * GPT-2 (without its English contractions), so that a piece of Chinese ends at a comma; a line feed is a piece of its own, so
 * that a text can be written line by line. `spaces`: a word with the space before it, punctuation and all: tokenizers of
 * earlier versions.
 */
export const pieceRules = ['spaces', 'scripts'] as const;
export type PieceRule = (typeof pieceRules)[number];

const pieces: Readonly<Record<PieceRule, RegExp>> = {
  spaces: / ?[^\s]+|\s+(?=\S)|\s+/gu,
  scripts: / ?[\p{L}\p{M}]{1,64}| ?\p{N}{1,64}| ?[^\s\p{L}\p{M}\p{N}]{1,64}|\n|[^\S\n]{1,64}(?!\S)|[^\S\n]{1,64}/gu,
};

export function splitPieces(text: string, rule: PieceRule): string[] {
  return text.match(pieces[rule]) ?? [];
}

/** Divides a text into words, or into what byte pairs are joined within. Depends on no dictionary and no locale. */

/** A letter of a script that is written without spaces is a word of its own; others go on while letters and digits do. */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}_])+/gu;

/** Punctuation and spaces are no words. */
export function splitWords(text: string): string[] {
  return text.match(word) ?? [];
}

/** Code points: neither half a letter nor half an emoji. */
export function splitCharacters(text: string): string[] {
  return Array.from(text);
}

/** A word with the space before it, or the space between words: no byte pair reaches beyond. */
const piece = / ?[^\s]+|\s+(?=\S)|\s+/gu;

export function splitPieces(text: string): string[] {
  return text.match(piece) ?? [];
}

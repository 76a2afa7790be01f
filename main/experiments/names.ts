/** Names that people read and type: short, never twice. */
const longestName = 120;

/** Trimmed, inner white space made single, cut to 120 characters; `fallback` where nothing is left. */
export function tidyName(name: string, fallback: string): string {
  const single = name.replace(/\s+/gu, ' ').trim();
  // Most names are short, and loading the tables of characters takes longer than all else here.
  const tidy = single.length <= longestName ? single : firstCharacters(single, longestName).trim();
  return tidy === '' ? fallback : tidy;
}

/** Characters as a person counts them: an emoji of several code points is one. */
function firstCharacters(text: string, count: number): string {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const characters = Array.from(segmenter.segment(text), (part) => part.segment);
  return characters.slice(0, count).join('');
}

/** `base-<n>` with the number after the highest among the names taken, from 1. */
export function numberedName(base: string, taken: readonly string[]): string {
  let highest = 0;
  for (const name of taken) {
    if (!name.startsWith(`${base}-`)) continue;
    const digits = name.slice(base.length + 1);
    if (/^[1-9][0-9]{0,8}$/.test(digits)) highest = Math.max(highest, Number(digits));
  }
  return `${base}-${highest + 1}`;
}

/** `wished` itself where it is free, else with the first free number from 2. */
export function freeName(wished: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wished)) return wished;
  let number = 2;
  while (isTaken(`${wished}-${number}`)) number += 1;
  return `${wished}-${number}`;
}

/** Where the range of texts that begin with `prefix` ends, for a scan of an index: after the greatest character. */
export function prefixEnd(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

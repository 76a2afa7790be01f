/** How many columns a text takes in a terminal: two for East Asian wide characters, none for combining marks. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const invisible = /^[\p{Mark}\p{Control}\p{Format}]+$/u;

export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (invisible.test(segment)) continue;
    width += wide.test(segment) ? 2 : 1;
  }
  return width;
}

/** Filled with spaces up to a width, on the right or (numbers) on the left. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return side === 'right' ? text + space : space + text;
}

/** No wider than `width`: long texts lose their middle, where names differ least. */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const parts = [...segmenter.segment(text)].map(({ segment }) => segment);
  const front = Math.ceil((width - 1) / 2);
  let start = '';
  while (parts.length > 0 && textWidth(start + (parts[0] ?? '')) <= front) start += parts.shift() ?? '';
  let end = '';
  const room = width - 1 - textWidth(start);
  while (parts.length > 0 && textWidth((parts.at(-1) ?? '') + end) <= room) end = (parts.pop() ?? '') + end;
  return `${start}…${end}`;
}

/** No wider than `width`, cut at the end. */
export function cutEnd(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (textWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

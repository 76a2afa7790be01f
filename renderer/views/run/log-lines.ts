/** Which lines of a run's log are shown, and where a search finds itself in them. Pure. */

export type LogLevel = 'info' | 'warning' | 'error';

export interface LogLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly text: string;
}

export interface LogSearch {
  readonly text: string;
  /** The mildest that is shown. */
  readonly level: LogLevel;
}

const severity: Readonly<Record<LogLevel, number>> = { info: 0, warning: 1, error: 2 };

/** Lines that have all words of the search, whatever their case, and are severe enough. */
export function searchLog(lines: readonly LogLine[], { text, level }: LogSearch): LogLine[] {
  const words = wordsOf(text);
  return lines.filter((line) => {
    const folded = line.text.toLowerCase();
    return severity[line.level] >= severity[level] && words.every((word) => folded.includes(word));
  });
}

/** The text in pieces, those that the search found marked. */
export function markWords(text: string, search: string): { readonly text: string; readonly marked: boolean }[] {
  const words = wordsOf(search);
  const folded = text.toLowerCase();
  // Where folding changes a text's length (ẞ), places in one are not places in the other.
  if (words.length === 0 || folded.length !== text.length) return [{ text, marked: false }];
  const marked = new Uint8Array(text.length);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      marked.fill(1, at, at + word.length);
    }
  }
  const pieces: { text: string; marked: boolean }[] = [];
  for (let start = 0, end = 0; start < text.length; start = end) {
    while (end < text.length && marked[end] === marked[start]) end += 1;
    pieces.push({ text: text.slice(start, end), marked: marked[start] === 1 });
  }
  return pieces;
}

function wordsOf(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
}

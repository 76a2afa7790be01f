/** Tokens as a person sees and finds them. Pure. */
import type { ColumnProfile, DatasetVocabulary } from '../../../main/api/contract/index.ts';

type Token = DatasetVocabulary['tokens'][number];

/** Whether a column holds texts that a tokenizer can read. */
export function hasVocabulary({ kind }: Pick<ColumnProfile, 'kind'>): boolean {
  return kind === 'text' || kind === 'category';
}

/** Tokens that have the text searched for, whatever its case; a whole number finds the token of that number too. */
export function findTokens(tokens: readonly Token[], search: string): readonly Token[] {
  const wanted = search.toLowerCase();
  if (wanted === '') return tokens;
  return tokens.filter(({ token, number }) => token.toLowerCase().includes(wanted) || String(number) === wanted.trim());
}

/** Spaces, line ends and other characters that leave no mark, as marks. */
export function visibleToken(token: string): string {
  return token
    .replaceAll(' ', '␣')
    .replaceAll('\n', '⏎')
    .replaceAll('\t', '⇥')
    .replace(/[\p{Control}\p{Format}\p{Separator}]/gu, (mark) => {
      const code = mark.codePointAt(0) ?? 0;
      return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
    });
}

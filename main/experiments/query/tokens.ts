/** Cuts a query into words, texts, numbers and signs. What Chinese keyboards write (“ ” （ ） ， ≥) is taken as meant. */
import { queryProblem, type Span } from './syntax.ts';

export type TokenKind = 'name' | 'quotedName' | 'text' | 'number' | 'duration' | 'size' | 'date' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The sign in its usual form, the text without its quotes, else as written. */
  readonly text: string;
  readonly span: Span;
  /** Of a text or quoted name: its closing quote is missing. */
  readonly open?: boolean;
}

const signs: Readonly<Record<string, string>> = {
  '==': '=',
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '≠': '!=',
  '<=': '<=',
  '≤': '<=',
  '>=': '>=',
  '≥': '>=',
  '<': '<',
  '>': '>',
  '(': '(',
  '（': '(',
  ')': ')',
  '）': ')',
  ',': ',',
  '，': ',',
  '、': ',',
  '&&': 'and',
  '||': 'or',
  '!': 'not',
};
const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '「': '」', '`': '`' };

const space = /\s+/uy;
const date = /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?(?![\p{L}\d_])/uy;
const duration = /\d+(?:\.\d+)?(?:s|m|h|d|w)(?![\p{L}\d_.])/uy;
/** A unit may stand apart, for that is how sizes are written; no word of a query is written so. */
const size = /\d+(?:\.\d+)? ?(?:[kKMGT]i?B)(?![\p{L}\d_.])/uy;
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?%?(?![\p{L}\d_])/iuy;
/** A setting's path is a name too: `model.layers[0].units`. */
const name = /[\p{L}_][\p{L}\p{M}\d_]*(?:\[\d+\]|[./:@-](?=[\p{L}\d_])|[\p{L}\p{M}\d_])*/uy;
const sign = /==|!=|<>|<=|>=|&&|\|\||[=≠≤≥<>(（)）,，、!]/uy;

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** The text between quotes; a backslash before a quote or a backslash takes it as it is. */
function quoted(text: string, at: number, close: string): { value: string; end: number; open: boolean } {
  let value = '';
  for (let index = at + 1; index < text.length; index++) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character === '\\' && (next === close || next === '\\')) {
      value += next;
      index++;
    } else if (character === close || (close === '”' && character === '“')) {
      return { value, end: index + 1, open: false };
    } else value += character;
  }
  return { value, end: text.length, open: true };
}

/** Ends with a token of kind `end`. With `lenient`, a quote that is never closed is a text that reaches to the end. */
export function tokenize(text: string, { lenient = false } = {}): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const blank = match(space, text, at);
    if (blank !== null) {
      at += blank.length;
      continue;
    }
    const close = closing[text.charAt(at)];
    if (close !== undefined) {
      const { value, end, open } = quoted(text, at, close);
      const span = { start: at, end };
      if (open && !lenient) throw queryProblem('query.quoteOpen', span, { quote: text.charAt(at) });
      tokens.push({ kind: close === '`' ? 'quotedName' : 'text', text: value, span, ...(open ? { open } : {}) });
      at = end;
      continue;
    }
    const found =
      one('date', match(date, text, at)) ??
      one('duration', match(duration, text, at)) ??
      one('size', match(size, text, at)) ??
      one('number', match(number, text, at)) ??
      one('name', match(name, text, at)) ??
      one('sign', match(sign, text, at));
    if (found === null) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const span = { start: at, end: at + character.length };
      if (!lenient) throw queryProblem('query.character', span, { character });
      at = span.end;
      continue;
    }
    const [kind, written] = found;
    const shown = kind === 'sign' ? (signs[written] ?? written) : written;
    tokens.push({ kind, text: shown, span: { start: at, end: at + written.length } });
    at += written.length;
  }
  tokens.push({ kind: 'end', text: '', span: { start: text.length, end: text.length } });
  return tokens;
}

function one(kind: TokenKind, written: string | null): [TokenKind, string] | null {
  return written === null ? null : [kind, written];
}

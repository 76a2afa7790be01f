/**
 * Reads a query. Grammar, loosest first:
 *   query := all { "or" all };  all := term { ["and"] term };  term := "not" term | "(" query ")" | condition
 *   condition := field ("=" | "!=" | "<" | "<=" | ">" | ">=") value | field ["not"] "in" "(" value { "," value } ")"
 *     | field ["not"] "contains" value | field "is" ["not"] "missing" | field | word
 *   field := name | reading "(" name ")"
 * Keywords in any case. Words without an operator are looked for in all texts of a run.
 */
import {
  comparisons,
  queryProblem,
  readings,
  type Comparison,
  type FieldName,
  type Literal,
  type Query,
} from './syntax.ts';
import { tokenize, type Token } from './tokens.ts';

export interface ParseContext {
  /** Milliseconds since 1970: what `today` and `7d ago` count from. */
  readonly now: number;
}

/** Deeper nesting than this is refused: nobody writes it, and it must not overflow a stack. */
const deepest = 64;
const longest = 20_000;
const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const keywords = new Set(['and', 'or', 'not', 'in', 'contains', 'is', 'missing']);

/** Null for a query without a word: it finds every run. Throws UserError `query.*` that points at what is wrong. */
export function parseQuery(text: string, context: ParseContext): Query | null {
  if (text.length > longest) throw queryProblem('query.tooLong', { start: longest, end: text.length }, { longest });
  const parser = new Parser(tokenize(text), context);
  return parser.whole();
}

/** One field alone, as a column is called: `val_accuracy`, `last(val_loss)`, `` `any name` ``. */
export function parseField(text: string): FieldName {
  const parser = new Parser(tokenize(text), { now: 0 });
  return parser.wholeField();
}

/** What may stand where a value may: alone it is a word to be found. */
const wordKinds: ReadonlySet<Token['kind']> = new Set(['text', 'number', 'duration', 'size', 'date']);

class Parser {
  readonly #tokens: readonly Token[];
  readonly #context: ParseContext;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], context: ParseContext) {
    this.#tokens = tokens;
    this.#context = context;
  }

  whole(): Query | null {
    if (this.#peek().kind === 'end') return null;
    const query = this.#any();
    const rest = this.#peek();
    if (rest.kind !== 'end') {
      throw rest.text === ')' && rest.kind === 'sign'
        ? queryProblem('query.parenthesisExtra', rest.span)
        : queryProblem('query.unexpected', rest.span, { found: rest.text });
    }
    return query;
  }

  wholeField(): FieldName {
    const field = this.#field();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw queryProblem('query.unexpected', rest.span, { found: rest.text });
    return field;
  }

  #any(): Query {
    const parts = [this.#all()];
    while (this.#takeWord('or')) parts.push(this.#all());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'or', parts };
  }

  #all(): Query {
    const parts = [this.#term()];
    for (;;) {
      if (this.#takeWord('and')) parts.push(this.#term());
      else if (this.#beginsTerm()) parts.push(this.#term());
      else break;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'and', parts };
  }

  #term(): Query {
    this.#depth += 1;
    if (this.#depth > deepest) throw queryProblem('query.tooDeep', this.#peek().span, { deepest });
    try {
      if (this.#takeWord('not')) return { kind: 'not', part: this.#term() };
      const token = this.#peek();
      if (token.kind === 'sign' && token.text === '(') {
        this.#at += 1;
        const inner = this.#any();
        const close = this.#peek();
        if (close.kind !== 'sign' || close.text !== ')') throw queryProblem('query.parenthesisOpen', token.span);
        this.#at += 1;
        return inner;
      }
      return this.#condition();
    } finally {
      this.#depth -= 1;
    }
  }

  #condition(): Query {
    const token = this.#peek();
    if (token.kind === 'end') throw queryProblem('query.endsEarly', this.#before());
    if (wordKinds.has(token.kind)) {
      const next = this.#peek(1);
      if (next.kind === 'sign' && isComparison(next.text)) {
        throw queryProblem('query.valueFirst', token.span, { found: token.text });
      }
      this.#at += 1;
      return { kind: 'word', text: token.text, span: token.span };
    }
    if (token.kind === 'sign' || this.#isKeyword(token)) {
      throw queryProblem('query.nameExpected', token.span, { found: token.text });
    }
    const field = this.#field();
    const sign = this.#peek();
    if (sign.kind === 'sign' && isComparison(sign.text)) {
      this.#at += 1;
      return { kind: 'compare', field, operator: sign.text, value: this.#value() };
    }
    if (this.#takeWord('is')) {
      const negated = this.#takeWord('not');
      if (!this.#takeWord('missing')) throw queryProblem('query.missingExpected', this.#here());
      return negate(negated, { kind: 'missing', field });
    }
    const next = this.#peek(1);
    const negated = this.#isWord('not') && (isWord(next, 'in') || isWord(next, 'contains'));
    if (negated) this.#at += 1;
    if (this.#takeWord('contains')) return negate(negated, { kind: 'contains', field, value: this.#value() });
    if (this.#takeWord('in')) return negate(negated, { kind: 'in', field, values: this.#list() });
    return { kind: 'flag', field };
  }

  #list(): Literal[] {
    const open = this.#peek();
    if (open.kind !== 'sign' || open.text !== '(') throw queryProblem('query.listExpected', this.#here());
    this.#at += 1;
    const values = [this.#value()];
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'sign' && token.text === ',') {
        this.#at += 1;
        values.push(this.#value());
      } else if (token.kind === 'sign' && token.text === ')') {
        this.#at += 1;
        return values;
      } else throw queryProblem('query.parenthesisOpen', open.span);
    }
  }

  #field(): FieldName {
    const token = this.#peek();
    if (token.kind !== 'name' && token.kind !== 'quotedName') {
      throw queryProblem('query.nameExpected', this.#here(), { found: token.text === '' ? null : token.text });
    }
    this.#at += 1;
    const open = this.#peek();
    const isCall = token.kind === 'name' && open.kind === 'sign' && open.text === '(';
    // `best (…)` with a space would read as a word before parentheses.
    if (!isCall || open.span.start !== token.span.end) return { name: token.text, reading: null, span: token.span };
    const reading = readings.find((known) => known === token.text.toLowerCase());
    if (reading === undefined) {
      throw queryProblem('query.readingUnknown', token.span, { found: token.text, known: readings.join(', ') });
    }
    this.#at += 1;
    const inner = this.#peek();
    if (inner.kind !== 'name' && inner.kind !== 'quotedName') {
      throw queryProblem('query.metricExpected', this.#here(), { reading });
    }
    this.#at += 1;
    const close = this.#peek();
    if (close.kind !== 'sign' || close.text !== ')') throw queryProblem('query.parenthesisOpen', open.span);
    this.#at += 1;
    return { name: inner.text, reading, span: { start: token.span.start, end: close.span.end } };
  }

  #value(): Literal {
    const token = this.#peek();
    const { span, text } = token;
    switch (token.kind) {
      case 'number':
        this.#at += 1;
        return { kind: 'number', value: numberOf(text), span };
      case 'text':
        this.#at += 1;
        return { kind: 'text', value: text, span };
      case 'date':
        this.#at += 1;
        return { kind: 'date', ...dateOf(token), span };
      case 'duration': {
        this.#at += 1;
        const seconds = Number(text.slice(0, -1)) * (secondsOf[text.slice(-1)] ?? 1);
        const ago = this.#peek();
        if (!this.#takeWord('ago')) return { kind: 'duration', seconds, span };
        const moment = this.#context.now - seconds * 1000;
        return { kind: 'date', from: moment, until: moment, span: { start: span.start, end: ago.span.end } };
      }
      case 'size':
        this.#at += 1;
        return { kind: 'size', bytes: bytesOf(text), span };
      case 'name': {
        if (this.#isKeyword(token)) break;
        this.#at += 1;
        const word = text.toLowerCase();
        if (word === 'true' || word === 'false') return { kind: 'truth', value: word === 'true', span };
        if (word === 'today' || word === 'yesterday') {
          return { kind: 'date', ...dayOf(this.#context.now, word === 'today' ? 0 : -1), span };
        }
        return { kind: 'text', value: text, bare: true, span };
      }
      case 'quotedName':
      case 'sign':
      case 'end':
        break;
      default:
        token.kind satisfies never;
    }
    throw queryProblem('query.valueExpected', this.#here());
  }

  #peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    // The list ends with a token of kind `end`.
    return this.#tokens[Math.min(this.#at + ahead, last)] as Token;
  }

  #isWord(word: string): boolean {
    return isWord(this.#peek(), word);
  }

  #isKeyword(token: Token): boolean {
    return token.kind === 'name' && keywords.has(token.text.toLowerCase());
  }

  #takeWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#at += 1;
    return true;
  }

  #beginsTerm(): boolean {
    const token = this.#peek();
    if (token.kind === 'end') return false;
    if (token.kind === 'sign') return token.text === '(' || token.text === 'not';
    return isWord(token, 'not') || !this.#isKeyword(token);
  }

  /** The token at hand; at the end, the place after the last one. */
  #here(): { start: number; end: number } {
    const token = this.#peek();
    return token.kind === 'end' ? this.#before() : token.span;
  }

  #before(): { start: number; end: number } {
    const { end } = this.#tokens[this.#at - 1]?.span ?? { end: 0 };
    return { start: end, end: end + 1 };
  }
}

function isWord(token: Token, word: string): boolean {
  if (token.kind === 'sign') return token.text === word;
  return token.kind === 'name' && token.text.toLowerCase() === word;
}

function isComparison(sign: string): sign is Comparison {
  return (comparisons as readonly string[]).includes(sign);
}

function negate(negated: boolean, part: Query): Query {
  return negated ? { kind: 'not', part } : part;
}

function numberOf(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
}

/** Powers of 1,000, as disks are sold; with an i, of 1,024. */
function bytesOf(text: string): number {
  const [, digits = '', letter = '', binary] = /^([\d.]+) ?([kKMGT])(i?)B$/u.exec(text) ?? [];
  return Math.round(Number(digits) * (binary === 'i' ? 1024 : 1000) ** ('KMGT'.indexOf(letter.toUpperCase()) + 1));
}

/** A day or a minute in the time zone of this machine. */
function dateOf(token: Token): { from: number; until: number } {
  const [year = 0, month = 0, day = 0, hour, minute = 0] = token.text.split(/[-T :]/u).map(Number);
  const made = new Date(year, month - 1, day, hour ?? 0, minute);
  const wanted = [year, month - 1, day, hour ?? 0, minute];
  const found = [made.getFullYear(), made.getMonth(), made.getDate(), made.getHours(), made.getMinutes()];
  // A clock that is put forward skips an hour; only another day is no date at all.
  if (found.slice(0, 3).some((part, index) => part !== wanted[index]) || (hour ?? 0) > 23 || minute > 59) {
    throw queryProblem('query.noDate', token.span, { found: token.text });
  }
  const from = made.getTime();
  const until = hour === undefined ? new Date(year, month - 1, day + 1).getTime() : from + 60_000;
  return { from, until };
}

function dayOf(now: number, offset: number): { from: number; until: number } {
  const moment = new Date(now);
  const [year, month, day] = [moment.getFullYear(), moment.getMonth(), moment.getDate() + offset];
  return { from: new Date(year, month, day).getTime(), until: new Date(year, month, day + 1).getTime() };
}

/** What may stand at a place in a query: names that runs have, operators, values that are there. */
import type { StoreContext } from '../database.ts';
import { facts, settingAliases, tagNames } from './facts.ts';
import { fieldCalled, type Field, type Names } from './fields.ts';
import { comparisons, readings, type FieldName, type Span } from './syntax.ts';
import { fieldValue } from './translate.ts';
import { tokenize, type Token } from './tokens.ts';
import { writeName, writeText } from './write.ts';

export interface CompletionOption {
  /** What takes the place of the span. */
  readonly text: string;
  readonly kind: 'fact' | 'metric' | 'setting' | 'reading' | 'operator' | 'value';
  /** Of a value, how many runs have it. */
  readonly count: number | null;
}

export interface Completion {
  readonly span: Span;
  readonly options: readonly CompletionOption[];
}

const usualLimit = 50;
const orders: readonly string[] = ['<', '<=', '>', '>='];

/** Options for the word that ends at `cursor`, an offset into the text; those that begin as it does come first. */
export function completeQuery(
  context: StoreContext,
  names: () => Names,
  { text, cursor, limit = usualLimit }: { text: string; cursor: number; limit?: number | undefined },
): Completion {
  const tokens = tokenize(text.slice(0, cursor), { lenient: true }).slice(0, -1);
  const last = tokens.at(-1);
  const isPartial =
    last !== undefined && last.span.end === cursor && last.kind !== 'sign' && (!isQuoted(last) || last.open === true);
  const partial = isPartial ? last : null;
  const before = partial === null ? tokens : tokens.slice(0, -1);
  const options = optionsAfter(context, names, before);
  return {
    span: partial === null ? { start: cursor, end: cursor } : { start: partial.span.start, end: cursor },
    options: matching(options, partial?.text ?? '').slice(0, limit),
  };
}

function isQuoted(token: Token): boolean {
  return token.kind === 'text' || token.kind === 'quotedName';
}

function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return (
    token !== undefined && (token.kind === 'name' || token.kind === 'sign') && words.includes(token.text.toLowerCase())
  );
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign;
}

function optionsAfter(context: StoreContext, names: () => Names, tokens: readonly Token[]): CompletionOption[] {
  const last = tokens.at(-1);
  if (last === undefined || isWord(last, 'and', 'or', 'not')) {
    const negated = isWord(last, 'not') && fieldBefore(tokens, tokens.length - 1) !== null;
    return negated ? operators('contains', 'in') : nameOptions(names());
  }
  const reading = readingBefore(tokens);
  if (reading !== null) {
    const known = reading === 'test' ? names().tests : names().metrics;
    return known.map((name) => ({ text: `${writeName(name)})`, kind: 'metric', count: null }));
  }
  const list = listBefore(tokens);
  if (list !== null && (isSign(last, '(') || isSign(last, ','))) return valuesOf(context, names, list);
  if (list !== null) return operators(',', ')');
  if (isSign(last, '(')) return nameOptions(names());
  const isOperator = comparisons.some((sign) => isSign(last, sign)) || isWord(last, 'contains');
  if (isOperator) {
    const place = tokens.length - (isWord(tokens.at(-2), 'not') ? 2 : 1);
    const field = fieldBefore(tokens, place);
    return field === null ? [] : valuesOf(context, names, field);
  }
  if (isWord(last, 'is')) return operators('missing', 'not missing');
  if (isWord(last, 'in')) return operators('(');
  const field = fieldBefore(tokens, tokens.length);
  if (field === null) return operators('and', 'or');
  const found = quietly(() => fieldCalled(field, names));
  return found === null ? operators('and', 'or') : operatorsOf(found);
}

/** The field that ends before token `end`; null where what stands there is a value or the end of a group. */
function fieldBefore(tokens: readonly Token[], end: number): FieldName | null {
  const last = tokens[end - 1];
  if (last === undefined) return null;
  if (isSign(last, ')')) {
    const [reading, open, name] = tokens.slice(end - 4, end - 1);
    const known = readings.find((item) => isWord(reading, item));
    if (known === undefined || name === undefined || !isSign(open, '(')) return null;
    return { name: name.text, reading: known, span: name.span };
  }
  if ((last.kind !== 'name' && last.kind !== 'quotedName') || isWord(last, 'and', 'or', 'not', 'missing')) return null;
  const operator = tokens[end - 2];
  const isValue =
    comparisons.some((sign) => isSign(operator, sign)) || isWord(operator, 'contains', 'is') || isSign(operator, ',');
  return isValue ? null : { name: last.text, reading: null, span: last.span };
}

function readingBefore(tokens: readonly Token[]): string | null {
  const [reading, open] = tokens.slice(-2);
  if (!isSign(open, '(') || reading?.span.end !== open?.span.start) return null;
  return readings.find((item) => isWord(reading, item)) ?? null;
}

/** The field of the `in (…` that is not closed yet. */
function listBefore(tokens: readonly Token[]): FieldName | null {
  for (let index = tokens.length - 1; index > 0; index--) {
    if (isSign(tokens[index], ')')) return null;
    if (!isSign(tokens[index], '(')) continue;
    if (!isWord(tokens[index - 1], 'in')) return null;
    return fieldBefore(tokens, index - (isWord(tokens[index - 2], 'not') ? 2 : 1));
  }
  return null;
}

function operators(...texts: readonly string[]): CompletionOption[] {
  return texts.map((text) => ({ text, kind: 'operator', count: null }));
}

function operatorsOf(field: Field): CompletionOption[] {
  const type = field.kind === 'fact' ? field.fact.type : field.kind === 'tags' ? 'text' : null;
  if (type === 'truth') return operators('and', 'or', '= true', '= false');
  if (type === 'text') return operators('=', '!=', 'contains', 'in', 'is missing');
  if (field.kind === 'setting') return operators('=', '!=', ...orders, 'contains', 'in', 'is missing');
  return operators('>', '>=', '<', '<=', '=', '!=', 'is missing');
}

function nameOptions({ metrics, tests, settings }: Names): CompletionOption[] {
  const named = (kind: CompletionOption['kind'], list: readonly string[]): CompletionOption[] =>
    list.map((name) => ({ text: writeName(name), kind, count: null }));
  return [
    ...named('metric', metrics),
    ...named('fact', [...facts.map(({ name }) => name), ...tagNames.slice(0, 1)]),
    ...named('setting', Object.keys(settingAliases)),
    ...named('setting', settings),
    ...(metrics.length > 0 ? ['best(', 'last(', 'min(', 'max(', 'epoch('] : []).map(readingOption),
    ...(tests.length > 0 ? [readingOption('test(')] : []),
  ];
}

function readingOption(text: string): CompletionOption {
  return { text, kind: 'reading', count: null };
}

/** Values that runs have, the most frequent first. Numbers that nearly every run has its own of are left out. */
function valuesOf(context: StoreContext, names: () => Names, name: FieldName): CompletionOption[] {
  const field = quietly(() => fieldCalled(name, names));
  if (field === null || field.kind === 'metric' || field.kind === 'test') return [];
  if (field.kind === 'fact' && field.fact.type === 'date') {
    return ['today', 'yesterday', '1h ago', '7d ago', '4w ago'].map((text) => ({ text, kind: 'value', count: null }));
  }
  if (field.kind === 'fact' && field.fact.bytes === true) {
    return ['1 MB', '10 MB', '100 MB', '1 GB'].map((text) => ({ text, kind: 'value', count: null }));
  }
  if (field.kind === 'fact' && field.fact.type === 'truth') {
    return ['true', 'false'].map((text) => ({ text, kind: 'value', count: null }));
  }
  const { sql, values } = fieldValue(field);
  const source =
    field.kind === 'tags'
      ? `SELECT run_tags.tag AS value FROM run_tags JOIN runs ON runs.key = run_tags.run_key WHERE runs.removed_at IS NULL`
      : `SELECT ${sql} AS value FROM runs JOIN datasets ON datasets.key = runs.dataset_key WHERE runs.removed_at IS NULL`;
  const rows = context
    .sql<unknown[], { value: string | number; count: number }>(
      `SELECT value, count(*) AS count FROM (${source}) WHERE value IS NOT NULL
       GROUP BY value ORDER BY count DESC, value LIMIT 200`,
    )
    .all(...(field.kind === 'tags' ? [] : values));
  return rows.map(({ value, count }) => ({
    text: typeof value === 'number' ? String(value) : writeText(value),
    kind: 'value',
    count,
  }));
}

function matching(options: readonly CompletionOption[], partial: string): CompletionOption[] {
  const wanted = partial.toLowerCase();
  const rank = ({ text }: CompletionOption): number => {
    const bare = text.toLowerCase().replace(/^["`]/u, '');
    if (bare.startsWith(wanted)) return 0;
    return bare.includes(`.${wanted}`) || bare.includes(`_${wanted}`) ? 1 : bare.includes(wanted) ? 2 : 3;
  };
  return options
    .map((option) => ({ option, rank: rank(option) }))
    .filter(({ rank: found }) => found < 3)
    .sort((left, right) => left.rank - right.rank)
    .map(({ option }) => option);
}

function quietly<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}

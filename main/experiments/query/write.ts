/** Writes names, values and whole queries as the language reads them back. */
import type { FieldName, Literal, Query } from './syntax.ts';
import { tokenize } from './tokens.ts';

const reserved = new Set([
  'and',
  'or',
  'not',
  'in',
  'contains',
  'is',
  'missing',
  'true',
  'false',
  'today',
  'yesterday',
]);

export function writeName(name: string): string {
  const [only, end] = name === '' ? [] : tokenize(name, { lenient: true });
  const isPlain = only?.kind === 'name' && only.text === name && end?.kind === 'end';
  return isPlain && !reserved.has(name.toLowerCase()) ? name : `\`${name.replaceAll(/[\\`]/gu, '\\$&')}\``;
}

export function writeText(text: string): string {
  return `"${text.replaceAll(/[\\"]/gu, '\\$&')}"`;
}

export function writeField({ name, reading }: Pick<FieldName, 'name' | 'reading'>): string {
  return reading === null ? writeName(name) : `${reading}(${writeName(name)})`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

export function writeLiteral(literal: Literal): string {
  switch (literal.kind) {
    case 'number':
      return String(literal.value);
    case 'text':
      return writeText(literal.value);
    case 'truth':
      return String(literal.value);
    case 'duration':
      return `${String(literal.seconds)}s`;
    case 'size':
      return writeBytes(literal.bytes);
    case 'date': {
      const made = new Date(literal.from);
      const day = `${String(made.getFullYear())}-${two(made.getMonth() + 1)}-${two(made.getDate())}`;
      const isMinute = literal.until - literal.from <= 60_000;
      return isMinute ? `${day}T${two(made.getHours())}:${two(made.getMinutes())}` : day;
    }
    default:
      return literal satisfies never;
  }
}

/** In the largest unit in which it is a whole number, else in kilobytes. */
function writeBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  const place = Math.max(
    0,
    units.findLastIndex((_, power) => bytes !== 0 && bytes % 1000 ** (power + 1) === 0),
  );
  return `${String(bytes / 1000 ** (place + 1))} ${units[place] ?? 'kB'}`;
}

/** With as few parentheses as read back alike. */
export function writeQuery(query: Query): string {
  switch (query.kind) {
    case 'and':
      return query.parts.map((part) => inner(part, part.kind === 'or' || part.kind === 'and')).join(' and ');
    case 'or':
      return query.parts.map((part) => inner(part, part.kind === 'or')).join(' or ');
    case 'not':
      return `not ${inner(query.part, query.part.kind === 'and' || query.part.kind === 'or')}`;
    case 'compare':
      return `${writeField(query.field)} ${query.operator} ${writeLiteral(query.value)}`;
    case 'in':
      return `${writeField(query.field)} in (${query.values.map(writeLiteral).join(', ')})`;
    case 'contains':
      return `${writeField(query.field)} contains ${writeLiteral(query.value)}`;
    case 'missing':
      return `${writeField(query.field)} is missing`;
    case 'flag':
      return writeField(query.field);
    case 'word':
      return writeText(query.text);
    default:
      return query satisfies never;
  }
}

function inner(query: Query, enclosed: boolean): string {
  return enclosed ? `(${writeQuery(query)})` : writeQuery(query);
}

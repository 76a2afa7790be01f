/** Queries that are made of what a person chose or typed: the lines of the form, words, fields. */
import type { RunCondition } from '../../main/api/contract/index.ts';

export type FormLine = { -readonly [Key in keyof RunCondition]: RunCondition[Key] };

/** Operators by the name of their text. */
export const operatorWords = {
  '=': 'equal',
  '!=': 'notEqual',
  '<': 'less',
  '<=': 'atMost',
  '>': 'greater',
  '>=': 'atLeast',
  contains: 'contains',
  missing: 'missing',
  there: 'there',
} as const;

/** What a person would write bare: a number, a date, a time span, true and false. */
const bare =
  /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?%?|\d+(?:\.\d+)?[smhdw](?: ago)?|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?|true|false|today|yesterday)$/iu;
/** A name that needs no backticks, or one that has them; a reading of a metric. */
const plainName = /^[\p{L}_][\p{L}\p{M}\d_.[\]/:@-]*$|^`.*`$|^\w+\(.+\)$/u;

function valueText(value: string, textual: boolean): string {
  const trimmed = value.trim();
  if (/^".*"$/u.test(trimmed) || (!textual && bare.test(trimmed))) return trimmed;
  return quotedText(value);
}

/** Lines that say nothing are left out; a line without a name looks for its value in all texts. */
export function writeConditions(lines: readonly FormLine[]): string {
  return lines
    .flatMap(({ field, operator, value }) => {
      const name = field.trim();
      if (name === '') return value.trim() === '' ? [] : [valueText(value, true)];
      const written = plainName.test(name) ? name : `\`${name.replaceAll(/[\\`]/gu, '\\$&')}\``;
      if (operator === 'missing') return [`${written} is missing`];
      if (operator === 'there') return [`${written} is not missing`];
      return [`${written} ${operator} ${valueText(value, operator === 'contains')}`];
    })
    .join(' and ');
}

/** Runs in which every word is found, in names, data sets, settings, tags, notes or statuses. */
export function wordsQuery(text: string): string {
  return text.split(/\s+/u).filter(Boolean).map(quotedText).join(' and ');
}

/** A text as a query writes it. */
export function quotedText(text: string): string {
  return `"${text.replaceAll(/[\\"]/gu, '\\$&')}"`;
}

/** A name that is taken as it is, whatever is in it. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll(/[\\`]/gu, '\\$&')}\``;
}

/** What a person types into a number field, and what its arrow keys do. Pure, so that it can be tested. */

export interface NumberRule {
  readonly integer: boolean;
  readonly minimum: number;
  readonly maximum: number;
  /** Words allowed instead of a number. */
  readonly words: readonly string[];
}

export type NumberEntry =
  | { readonly kind: 'value'; readonly value: number | string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'notANumber' }
  | { readonly kind: 'notAnInteger' }
  | { readonly kind: 'below' }
  | { readonly kind: 'above' };

export function parseEntry(text: string, rule: NumberRule): NumberEntry {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (rule.words.includes(trimmed)) return { kind: 'value', value: trimmed };
  // `Number` would take 0x10 and an empty string; a decimal comma is what half of the world types.
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/iu.test(trimmed)) return { kind: 'notANumber' };
  const value = Number(trimmed.replace(',', '.'));
  if (!Number.isFinite(value)) return { kind: 'notANumber' };
  if (rule.integer && !Number.isInteger(value)) return { kind: 'notAnInteger' };
  if (value < rule.minimum) return { kind: 'below' };
  if (value > rule.maximum) return { kind: 'above' };
  return { kind: 'value', value };
}

export interface IntegersRule {
  readonly minimum: number;
  readonly maximum: number;
  /** How many numbers a list may have. */
  readonly lengths: readonly number[];
  /** Whether one number may stand in the place of a list. */
  readonly single: boolean;
}

export type IntegersEntry =
  | { readonly kind: 'value'; readonly value: number | readonly number[] }
  | { readonly kind: 'wrongCount' }
  | Exclude<NumberEntry, { readonly kind: 'value' }>;

/** `3`, or a list written `3 × 5`, `3x5`, `3, 5` or `3 5`. */
export function parseIntegers(text: string, { lengths, single, ...range }: IntegersRule): IntegersEntry {
  const values: number[] = [];
  for (const part of text.split(/[\s,;x×，、]+/u).filter((one) => one !== '')) {
    const entry = parseEntry(part, { ...range, integer: true, words: [] });
    if (entry.kind !== 'value') return entry;
    values.push(Number(entry.value));
  }
  const [first] = values;
  if (first === undefined) return { kind: 'empty' };
  if (single && values.length === 1) return { kind: 'value', value: first };
  return lengths.includes(values.length) ? { kind: 'value', value: values } : { kind: 'wrongCount' };
}

/** The other way round: `3`, or `3 × 5`. */
export function integersText(value: number | readonly number[]): string {
  return typeof value === 'number' ? String(value) : value.join(' × ');
}

/**
 * One step up or down: whole numbers by 1, others by one in their first digit (0.001 → 0.002 → …, 0.01 → 0.009);
 * `coarse` is ten times that. Stays within the rule.
 */
export function stepEntry(value: number, direction: 1 | -1, coarse: boolean, rule: NumberRule): number {
  const factor = coarse ? 10 : 1;
  let next: number;
  if (rule.integer) {
    next = Math.round(value) + direction * factor;
  } else {
    const size = Math.abs(value);
    let exponent = size === 0 ? -2 : Math.floor(Math.log10(size) + 1e-9);
    // Going down from 0.01, the next number is 0.009.
    if (size > 0 && direction === -Math.sign(value) && Math.abs(size - 10 ** exponent) < 10 ** (exponent - 6))
      exponent -= 1;
    next = Number((value + direction * factor * 10 ** exponent).toPrecision(12));
  }
  return Math.min(rule.maximum, Math.max(rule.minimum, next));
}

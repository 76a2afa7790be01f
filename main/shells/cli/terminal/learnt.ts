/** What a step of a recipe has learnt, in one line. */
import type { LearntFact } from '../../../api/contract/recipe-types.ts';
import { formatReading } from './numbers.ts';
import { printable } from './table.ts';

/** `categories C, Q, S`; of very many values the first, and how many there are. */
export function factText({ name, values, count }: LearntFact): string {
  const texts = values.map((value) => (typeof value === 'number' ? formatReading(value) : String(value ?? '–')));
  return `${name} ${printable(texts.join(', '))}${count > values.length ? ` … (${count})` : ''}`;
}

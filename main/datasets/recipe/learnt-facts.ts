/** What a step has learnt, as a person reads it: names with one value or the first of many. */
import { vocabularyOf, type Tokenizer } from '../tokens/tokenizer.ts';
import type { FittedStep } from './fitted.ts';

export interface LearntFact {
  readonly name: string;
  /** The first of them. */
  readonly values: readonly (string | number | boolean | null)[];
  /** How many there are. */
  readonly count: number;
}

const shownValues = 12;

/** What was told to the step is no news: of options it gives none back. */
export function learntFacts(fitted: FittedStep, options: { readonly step: string }): LearntFact[] {
  const told: ReadonlySet<string> = new Set(Object.keys(options));
  return Object.entries(fitted).flatMap(([name, value]: [string, unknown]): LearntFact[] => {
    if (name === 'tokenizer' && isTokenizer(value)) return [factOf('vocabulary', vocabularyOf(value))];
    if (told.has(name) && JSON.stringify(value) === JSON.stringify((options as Record<string, unknown>)[name]))
      return [];
    return [factOf(name, Array.isArray(value) ? value : [value])];
  });
}

function isTokenizer(value: unknown): value is Tokenizer {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function factOf(name: string, values: readonly unknown[]): LearntFact {
  return { name, values: values.slice(0, shownValues).map(readable), count: values.length };
}

/** `["Paris", [0.25]]`, a category and its means, reads `Paris: 0.25`. */
function readable(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
    return value;
  const [head = '', ...rest] = (Array.isArray(value) ? (value as unknown[]) : [value]).flat().map((part) => {
    if (typeof part === 'number') return String(Number(part.toPrecision(4)));
    return typeof part === 'string' ? part : '–';
  });
  return `${head}: ${rest.join(', ')}`;
}

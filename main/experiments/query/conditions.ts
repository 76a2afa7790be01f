/** A query as lines of a form, where it is nothing but conditions that all hold. */
import type { Comparison, Query } from './syntax.ts';
import { writeField, writeLiteral, writeText } from './write.ts';

/** `there`: not missing. `field` and `value` are as in a query; empty where the operator takes none. */
export interface FormCondition {
  readonly field: string;
  readonly operator: Comparison | 'contains' | 'missing' | 'there';
  readonly value: string;
}

/** Null where the query is more than a list of conditions. */
export function toConditions(query: Query | null): FormCondition[] | null {
  if (query === null) return [];
  const parts = query.kind === 'and' ? query.parts : [query];
  const lines: FormCondition[] = [];
  for (const part of parts) {
    const line = toLine(part);
    if (line === null) return null;
    lines.push(line);
  }
  return lines;
}

function toLine(query: Query): FormCondition | null {
  switch (query.kind) {
    case 'compare':
      return { field: writeField(query.field), operator: query.operator, value: writeLiteral(query.value) };
    case 'contains':
      return { field: writeField(query.field), operator: 'contains', value: writeLiteral(query.value) };
    case 'missing':
      return { field: writeField(query.field), operator: 'missing', value: '' };
    case 'not':
      return query.part.kind === 'missing'
        ? { field: writeField(query.part.field), operator: 'there', value: '' }
        : null;
    case 'word':
      return { field: '', operator: 'contains', value: writeText(query.text) };
    case 'flag':
    case 'in':
    case 'and':
    case 'or':
      return null;
    default:
      return query satisfies never;
  }
}

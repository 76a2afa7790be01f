/** The query language of runs as a tree, and how its problems point at what a person wrote. */
import { UserError, type ErrorParameter } from '../../base/errors.ts';

/** A piece of the query's text: UTF-16 offsets from 0, `end` after its last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const readings = ['best', 'last', 'min', 'max', 'test', 'epoch'] as const;
/** Where a metric is read; `epoch` is that of its best value. */
export type Reading = (typeof readings)[number];

/** A name as written: `val_accuracy`, `last(val_loss)`, `training.batchSize`, `` `any name` ``. */
export interface FieldName {
  readonly name: string;
  readonly reading: Reading | null;
  readonly span: Span;
}

export const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof comparisons)[number];

export type Literal = (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string; readonly bare?: boolean }
  | { readonly kind: 'truth'; readonly value: boolean }
  /** Seconds: `90s`, `5m`, `2h`, `7d`, `3w`. */
  | { readonly kind: 'duration'; readonly seconds: number }
  /** `100 MB`, `1.5GiB`. */
  | { readonly kind: 'size'; readonly bytes: number }
  /** From `from` to before `until`, milliseconds since 1970: a day, a minute, or a moment where they are equal. */
  | { readonly kind: 'date'; readonly from: number; readonly until: number }
) & { readonly span: Span };

export type Query =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'compare'; readonly field: FieldName; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'in'; readonly field: FieldName; readonly values: readonly Literal[] }
  | { readonly kind: 'contains'; readonly field: FieldName; readonly value: Literal }
  | { readonly kind: 'missing'; readonly field: FieldName }
  /** A name alone: only what is true or false can stand so. */
  | { readonly kind: 'flag'; readonly field: FieldName }
  /** A word to be found anywhere in a run's texts. */
  | { readonly kind: 'word'; readonly text: string; readonly span: Span };

/** What is wrong with a query, and where: `column` counts from 1, `length` is that of the piece it points at. */
export function queryProblem(
  code: string,
  span: Span,
  params: Readonly<Record<string, ErrorParameter>> = {},
): UserError {
  return new UserError(code, { ...params, column: span.start + 1, length: Math.max(1, span.end - span.start) });
}

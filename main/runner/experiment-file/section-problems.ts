/** Turns what zod found wrong with a section into problems that the message catalogue can word. */
import { z } from 'zod';
import type { ErrorParameter } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import { formatPath, problemsOf, showValue, type Problem } from '../../models/problems.ts';

/**
 * Problems of a failed parse. Sections that word their own checks (model, training) come through unchanged; plain zod
 * checks (data) are worded here.
 *
 * @param root the section's own place, e.g. `['data']`
 */
export function sectionProblems(error: z.ZodError, schema: z.ZodType, value: unknown, root: string): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === 'custom') return problemsOf(new z.ZodError([issue]), [root]);
    return plainProblems(issue, schema, value, [root, ...issue.path]);
  });
}

type PlainIssue = Exclude<z.core.$ZodIssue, z.core.$ZodIssueCustom>;

function plainProblems(issue: PlainIssue, schema: z.ZodType, value: unknown, at: PropertyKey[]): Problem[] {
  const input = valueAt(value, issue.path);
  const found = showValue(input);
  const path = formatPath(at);
  const problem = (code: string, params: Record<string, ErrorParameter> = {}): Problem[] => [
    { code, params: { found, ...params }, path },
  ];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, value, issue.path);
      return issue.keys.map((field) => ({
        code: 'runner.unknownField',
        params: { field, nearest: nearestName(field, known), known: known.join(', ') },
        path: formatPath([...at, field]),
      }));
    }
    case 'invalid_value': {
      const choices = issue.values.map((item) => (typeof item === 'string' ? item : showValue(item)));
      return problem('runner.expectedChoice', choiceParams(choices, input));
    }
    case 'too_small':
      return problem(
        issue.origin === 'string' || issue.origin === 'array' ? 'runner.expectedSome' : 'runner.expectedAtLeast',
        { minimum: Number(issue.minimum) },
      );
    case 'too_big':
      return problem(issue.inclusive === false ? 'runner.expectedBelow' : 'runner.expectedAtMost', {
        maximum: Number(issue.maximum),
      });
    case 'invalid_type':
      return problem('runner.expectedKind', {
        kind: input === undefined ? `${issue.expected}Missing` : issue.expected,
      });
    case 'invalid_union': {
      // A union by kind says which kinds there are; any other, what each of its branches would take.
      const kinds: unknown[] = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
      const choices =
        kinds.length > 0
          ? kinds.filter((kind) => typeof kind === 'string')
          : [...new Set(issue.errors.flat().flatMap((inner) => choicesOf(inner)))];
      return problem('runner.expectedChoice', choiceParams(choices, input));
    }
    default:
      return problem('runner.invalid', { detail: issue.message });
  }
}

/** What one branch of a union would take, as a person would write it. */
function choicesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  const expected = issue.code === 'invalid_type' ? issue.expected : issue.code === 'too_small' ? issue.origin : null;
  switch (expected) {
    case 'string':
      return ['"…"'];
    case 'array':
      return ['[…]'];
    case 'object':
    case 'record':
      return ['{…}'];
    default:
      return [];
  }
}

function choiceParams(choices: readonly string[], input: unknown): Record<string, ErrorParameter> {
  const nearest = typeof input === 'string' ? nearestName(input, choices) : null;
  return { choices: choices.join(', '), nearest };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (place, part) =>
      typeof place === 'object' && place !== null ? (place as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}

/** The fields that an object schema at this path reads. */
function knownKeys(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  let place: unknown = schema instanceof z.ZodDiscriminatedUnion ? branchOf(schema, value) : schema;
  for (const part of [...path, null]) {
    while (!(place instanceof z.ZodObject) && hasInner(place)) place = place.unwrap();
    if (!(place instanceof z.ZodObject)) return [];
    if (part === null) return Object.keys(place.shape);
    place = (place.shape as Record<PropertyKey, unknown>)[part];
  }
  return [];
}

/** The branch of a union by kind that a value belongs to; the first is that of a value without a kind. */
function branchOf({ options, def }: z.ZodDiscriminatedUnion, value: unknown): unknown {
  const kind = valueAt(value, [def.discriminator]);
  const branch = options.find((option) => {
    const field: unknown = option instanceof z.ZodObject ? option.shape[def.discriminator] : undefined;
    return field instanceof z.ZodType && field.safeParse(kind).success;
  });
  return branch ?? options[0];
}

function hasInner(schema: unknown): schema is { unwrap(): unknown } {
  return typeof schema === 'object' && schema !== null && 'unwrap' in schema && typeof schema.unwrap === 'function';
}

/** What is wrong with a specification: found all at once, each with its code, its path and what was found. */
import { nearestName } from '../base/nearest.ts';
import { UserError, type ErrorParameter } from '../base/errors.ts';
import type { z } from 'zod';

/** One thing that is wrong. Its text is `error.<code>` in the catalogue; texts do not repeat the path. */
export interface Problem {
  readonly code: string;
  readonly params: Readonly<Record<string, ErrorParameter>>;
  /** Into the experiment file, e.g. `model.layers[1].units`. */
  readonly path: string;
  /** Id of the node that it concerns, where there is one. */
  readonly node?: string;
}

export type ProblemPath = readonly PropertyKey[];

/** A zod check that speaks through the message catalogue. */
export interface ProblemContext {
  addIssue(issue: { code: 'custom'; path?: PropertyKey[]; params: Record<string, unknown>; input?: unknown }): void;
}

/** Reports a problem from inside a zod schema. `path` is relative to the schema's own place. */
export function report(
  context: ProblemContext,
  code: string,
  params: Readonly<Record<string, ErrorParameter>>,
  path: ProblemPath = [],
): void {
  context.addIssue({ code: 'custom', path: [...path], params: { problem: code, ...params } });
}

/** `model.layers[1].units`; names that are not plain words are quoted: `data.kinds["a b"]`. */
export function formatPath(path: ProblemPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$]*$/u.test(String(part))) text += text === '' ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text;
}

/** A value as a message shows it: short, and NaN, infinity and nothing by their names. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The problems behind a failed zod parse that was asked to report its input. `root` is the parsed value's path. */
export function problemsOf(error: z.ZodError, root: ProblemPath = []): Problem[] {
  return error.issues.map((issue): Problem => {
    const path = formatPath([...root, ...issue.path]);
    switch (issue.code) {
      case 'custom': {
        const { problem, ...params } = issue.params ?? {};
        if (typeof problem !== 'string') return { code: 'models.invalid', params: { detail: issue.message }, path };
        return { code: problem, params: params, path };
      }
      case 'invalid_type':
        if (issue.expected === 'object' || issue.expected === 'array') {
          const code = issue.expected === 'object' ? 'models.expectedObject' : 'models.expectedList';
          return { code, params: { found: showValue(issue.input) }, path };
        }
        return { code: 'models.invalid', params: { detail: issue.message }, path };
      default:
        return { code: 'models.invalid', params: { detail: issue.message }, path };
    }
  });
}

/** Reports keys that nobody reads, each with the known key that was probably meant. */
export function reportUnknownFields(context: ProblemContext, value: object, known: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const params = { field: key, nearest: nearestName(key, known), known: known.join(', ') };
    report(context, 'models.unknownField', params, [key]);
  }
}

/** The first problem as an error to throw. */
export function problemError(problem: Problem): UserError {
  const location = problem.node === undefined ? {} : { location: { layer: problem.node } };
  return new UserError(problem.code, problem.params, { path: problem.path, ...location });
}

/** Parses with a schema whose problems come from this file; throws the first as a UserError. */
export function parseSpec<Schema extends z.ZodType>(schema: Schema, raw: unknown, root: ProblemPath): z.output<Schema> {
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  const [first] = problemsOf(result.error, root);
  throw first === undefined ? result.error : problemError(first);
}

/** What a failed call looks like outside: a person's error as the contract's `USER`, anything else logged and `internal`. */
import { ORPCError, ValidationError } from '@orpc/server';
import { serializeError, UserError, type SerializedError } from '../base/errors.ts';

/** Takes what nobody foresaw; the person gets its message, the log its stack. */
export type ReportError = (error: unknown, procedure: string) => void;

/** Path of a zod issue as errors write it: `training.layers[2].units`. */
function pathText(path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string {
  let text = '';
  for (const part of path) {
    const key = typeof part === 'object' ? part.key : part;
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text;
}

function toUserError(error: unknown): UserError | null {
  if (error instanceof UserError) return error;
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return null;
  const { cause } = error;
  const [issue] = cause instanceof ValidationError ? cause.issues : [];
  const path = pathText(issue?.path ?? []);
  const where = path === '' ? {} : { path };
  return new UserError(
    'api.invalidInput',
    { path, problem: issue?.message ?? error.message },
    { ...where, cause: error },
  );
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The error that leaves the router in place of `error`. */
export function outwardError(error: unknown, procedure: string, report: ReportError): unknown {
  // Already outward, or the caller's own wish: nobody is left to tell.
  if ((error instanceof ORPCError && error.code === 'USER') || isCancelled(error)) return error;
  const known = toUserError(error);
  if (known === null) report(error, procedure);
  const data: SerializedError = known === null ? serializeError(error) : known.serialize();
  return new ORPCError('USER', { status: 422, message: data.code, data, cause: error });
}

/** The same for what fails in the middle of a stream. */
export async function* guardStream<Item>(
  items: AsyncIterable<Item>,
  procedure: string,
  report: ReportError,
): AsyncGenerator<Item, void, undefined> {
  try {
    yield* items;
  } catch (error) {
    throw outwardError(error, procedure, report);
  }
}

/** Turns whatever a call threw into the coded error that the window can show. */
import { ORPCError } from '@orpc/client';
import { serializeError, UserError, type SerializedError } from '../main/base/errors.ts';
import { serializedError } from '../main/api/contract/index.ts';

/** A `UserError` of the other side as itself; a lost connection and a refused request by codes of their own. */
export function codedError(error: unknown): SerializedError {
  if (error instanceof ORPCError) {
    const carried = serializedError.safeParse(error.data);
    if (error.code === 'USER' && carried.success) return carried.data;
    return { code: 'internal', params: { message: `${error.code}: ${error.message}` } };
  }
  if (error instanceof UserError) return error.serialize();
  if (isAbort(error)) return { code: 'window.disconnected', params: {} };
  return serializeError(error);
}

/** What a broken connection, or the window itself, throws into a call that was under way. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Whatever went wrong, as a coded error: from here, from Athanor's services, or from a lost connection. */
import { serializedError } from '../../api/contract/run-types.ts';
import { serializeError, type SerializedError } from '../../base/errors.ts';

export function toCodedError(error: unknown): SerializedError {
  if (isCall(error) && error.code === 'USER') {
    const parsed = serializedError.safeParse(error.data);
    if (parsed.success) return parsed.data;
  }
  // The socket closed under a call or a stream: the app that held the folder was closed or died.
  if (error instanceof Error && (error.name === 'AbortError' || /not open|closed/iu.test(error.message))) {
    return { code: 'cli.appGone', params: { detail: error.message } };
  }
  return serializeError(error);
}

function isCall(error: unknown): error is Error & { readonly code: string; readonly data: unknown } {
  return error instanceof Error && 'code' in error && 'data' in error;
}

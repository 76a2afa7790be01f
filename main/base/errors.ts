/** The two families of errors: what a person can mend (UserError) and what only we can (BugError). */

/** Where in the person's material the error lies. Every part is optional; give all that are known. */
export interface ErrorLocation {
  /** File as the person named it. */
  readonly file?: string;
  /** Line in that file, from 1. */
  readonly line?: number;
  /** Row of the data set, from 0. */
  readonly row?: number;
  /** Column (feature) of the data set. */
  readonly column?: string;
  /** Layer id of the model. */
  readonly layer?: string;
  readonly epoch?: number;
  readonly step?: number;
}

export type ErrorParameter = string | number | boolean | null;

/** An error as it crosses a process or a socket: never a bare string. */
export interface SerializedError {
  /** Key of the message catalogue without its `error.` prefix, e.g. `datasets.targetMissing`. */
  readonly code: string;
  readonly params: Readonly<Record<string, ErrorParameter>>;
  /** Path into the experiment file or the request, e.g. `model.layers[2].units`. */
  readonly path?: string;
  readonly location?: ErrorLocation;
}

/**
 * Something that the person can act on: bad input, a missing file, a full disk.
 * Its text lives in `resources/messages` under `error.<code>`, with what to do under `error.<code>.hint`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly params: Readonly<Record<string, ErrorParameter>>;
  readonly path: string | undefined;
  readonly location: ErrorLocation | undefined;

  constructor(
    code: string,
    params: Readonly<Record<string, ErrorParameter>> = {},
    where: { path?: string; location?: ErrorLocation; cause?: unknown } = {},
  ) {
    super(`${code} ${JSON.stringify(params)}`, where.cause === undefined ? undefined : { cause: where.cause });
    this.code = code;
    this.params = params;
    this.path = where.path;
    this.location = where.location;
  }

  serialize(): SerializedError {
    return {
      code: this.code,
      params: this.params,
      ...(this.path === undefined ? {} : { path: this.path }),
      ...(this.location === undefined ? {} : { location: this.location }),
    };
  }

  static deserialize(error: SerializedError): UserError {
    return new UserError(error.code, error.params, {
      ...(error.path === undefined ? {} : { path: error.path }),
      ...(error.location === undefined ? {} : { location: error.location }),
    });
  }
}

/** A broken promise inside Athanor: never the person's fault, never thrown for bad input. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** What any thrown value looks like to another process: a UserError as itself, all else as `internal`. */
export function serializeError(error: unknown): SerializedError {
  if (error instanceof UserError) return error.serialize();
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', params: { message } };
}

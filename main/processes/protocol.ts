/** What a user of these pipes declares: its requests and events as zod schemas, and the types that follow from them. */
import type { z } from 'zod';

export interface RequestSchema {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
  /** Sent any number of times before the result. */
  readonly progress?: z.ZodType;
}

/**
 * One protocol per kind of child. The parent sends requests; the child answers each, and sends events unasked.
 * Both sides are built from one tree, so `version` only catches a stale child file: raise it with any change.
 */
export interface Protocol {
  readonly name: string;
  readonly version: number;
  readonly requests: Readonly<Record<string, RequestSchema>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

/** Keeps the literal types of a protocol. */
export function defineProtocol<const P extends Protocol>(protocol: P): P {
  return protocol;
}

export type MethodOf<P extends Protocol> = keyof P['requests'] & string;
export type EventOf<P extends Protocol> = keyof P['events'] & string;

/** `In` is what a caller may write (defaults left out), `Out` what a handler gets (checked, defaults filled). */
export type ParamsIn<P extends Protocol, M extends MethodOf<P>> = z.input<P['requests'][M]['params']>;
export type ParamsOut<P extends Protocol, M extends MethodOf<P>> = z.output<P['requests'][M]['params']>;
export type ResultIn<P extends Protocol, M extends MethodOf<P>> = z.input<P['requests'][M]['result']>;
export type ResultOut<P extends Protocol, M extends MethodOf<P>> = z.output<P['requests'][M]['result']>;
export type EventIn<P extends Protocol, E extends EventOf<P>> = z.input<P['events'][E]>;
export type EventOut<P extends Protocol, E extends EventOf<P>> = z.output<P['events'][E]>;

type ProgressSchema<P extends Protocol, M extends MethodOf<P>> = P['requests'][M] extends {
  progress: infer S extends z.ZodType;
}
  ? S
  : never;
export type ProgressIn<P extends Protocol, M extends MethodOf<P>> = z.input<ProgressSchema<P, M>>;
export type ProgressOut<P extends Protocol, M extends MethodOf<P>> = z.output<ProgressSchema<P, M>>;

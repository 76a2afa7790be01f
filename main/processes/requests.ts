/** The parent's side of a channel: sends typed requests, hands out their progress and the child's events. */
import { BugError, UserError } from '../base/errors.ts';
import type { Channel, Envelope } from './channel.ts';
import type { EventOf, EventOut, MethodOf, ParamsIn, ProgressOut, Protocol, ResultOut } from './protocol.ts';

export interface RequestOptions<Progress> {
  /** Aborting asks the child to stop. The request settles when the child has answered, so that nothing is left behind. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What `stream` gives: any number of steps, then the result. */
export type StreamItem<Progress, Result> =
  { readonly type: 'progress'; readonly progress: Progress } | { readonly type: 'result'; readonly result: Result };

interface PendingRequest {
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: never) => void) | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export class Requests<P extends Protocol> {
  readonly #protocol: P;
  readonly #channel: () => Channel;
  readonly #pending = new Map<number, PendingRequest>();
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  #nextId = 0;
  #ended: Error | undefined;

  constructor(protocol: P, channel: () => Channel) {
    this.#protocol = protocol;
    this.#channel = channel;
  }

  async request<M extends MethodOf<P>>(
    method: M,
    params: ParamsIn<P, M>,
    options: RequestOptions<ProgressOut<P, M>> = {},
  ): Promise<ResultOut<P, M>> {
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    if (this.#ended) throw this.#ended;
    const id = this.#nextId++;
    const cancel = (): void => {
      this.#channel().send({ kind: 'cancel', id });
    };
    try {
      const value = await new Promise<unknown>((resolve, reject) => {
        this.#pending.set(id, { method, signal, onProgress, resolve, reject });
        this.#channel().send({ kind: 'request', id, method, params });
        signal?.addEventListener('abort', cancel, { once: true });
      });
      return value as ResultOut<P, M>;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#pending.delete(id);
    }
  }

  /** The same as an async iterable. Leaving the loop early cancels the request. */
  async *stream<M extends MethodOf<P>>(
    method: M,
    params: ParamsIn<P, M>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<StreamItem<ProgressOut<P, M>, ResultOut<P, M>>, void, undefined> {
    const left = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
    const queue: ({ type: 'progress'; progress: ProgressOut<P, M> } | { type: 'settled' })[] = [];
    let wake = Promise.withResolvers<undefined>();
    const enqueue = (item: (typeof queue)[number]): void => {
      queue.push(item);
      wake.resolve(undefined);
    };
    const outcome = this.request(method, params, {
      signal,
      onProgress: (progress) => {
        enqueue({ type: 'progress', progress });
      },
    });
    const settle = (): void => {
      enqueue({ type: 'settled' });
    };
    outcome.then(settle, settle);
    try {
      for (;;) {
        const item = queue.shift();
        if (item?.type === 'settled') break;
        if (item) {
          yield item;
          continue;
        }
        await wake.promise;
        wake = Promise.withResolvers();
      }
      yield { type: 'result', result: await outcome };
    } finally {
      left.abort();
      await outcome.catch(() => undefined);
    }
  }

  /** Calls the listener with every such event until the returned function is called. */
  on<E extends EventOf<P>>(name: E, listener: (value: EventOut<P, E>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  receive(envelope: Exclude<Envelope, { kind: 'hello' }>): void {
    switch (envelope.kind) {
      case 'progress': {
        const request = this.#pending.get(envelope.id);
        const schema = request && this.#protocol.requests[request.method]?.progress;
        if (schema) request.onProgress?.(schema.parse(envelope.value) as never);
        return;
      }
      case 'result': {
        const request = this.#pending.get(envelope.id);
        const parsed = request && this.#protocol.requests[request.method]?.result.safeParse(envelope.value);
        if (!parsed) return;
        if (parsed.success) request.resolve(parsed.data);
        else request.reject(new BugError(`${request.method} gave a wrong result: ${parsed.error.message}`));
        return;
      }
      case 'failure': {
        const request = this.#pending.get(envelope.id);
        if (!request) return;
        if (envelope.cancelled && request.signal?.aborted) request.reject(request.signal.reason);
        else if (envelope.error.code !== 'internal') request.reject(UserError.deserialize(envelope.error));
        else request.reject(childBug(request.method, envelope.error.params['message'], envelope.stack));
        return;
      }
      case 'event': {
        const schema = this.#protocol.events[envelope.name];
        if (!schema) throw new BugError(`unknown event ${envelope.name} from ${this.#protocol.name}`);
        const value = schema.parse(envelope.value);
        for (const listener of this.#listeners.get(envelope.name) ?? []) listener(value as never);
        return;
      }
      case 'request':
      case 'cancel':
      case 'stop':
        throw new BugError(`a child does not send ${envelope.kind}`);
      default:
        envelope satisfies never;
    }
  }

  /** The child is gone: whatever waits fails with the reason. */
  end(reason: Error): void {
    this.#ended ??= reason;
    for (const request of this.#pending.values()) request.reject(reason);
  }
}

function childBug(method: string, message: unknown, stack: string | undefined): BugError {
  const error = new BugError(`${method}: ${String(message)}`);
  if (stack !== undefined) error.stack = stack;
  return error;
}

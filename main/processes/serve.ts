/** The child's side: answers the parent's requests until it is told to stop or its pipe closes. */
import { Socket } from 'node:net';
import { serializeError } from '../base/errors.ts';
import { Channel, wireVersion, type Envelope } from './channel.ts';
import type { EventIn, EventOf, MethodOf, ParamsOut, ProgressIn, Protocol, ResultIn } from './protocol.ts';

type Emit<P extends Protocol> = <E extends EventOf<P>>(name: E, value: EventIn<P, E>) => void;

export interface RequestContext<P extends Protocol, M extends MethodOf<P>> {
  /** Aborted when the parent cancels the request or stops the child. Throw `signal.reason` when it is. */
  readonly signal: AbortSignal;
  readonly progress: (progress: ProgressIn<P, M>) => void;
  readonly emit: Emit<P>;
}

export type Handlers<P extends Protocol> = {
  readonly [M in MethodOf<P>]: (
    params: ParamsOut<P, M>,
    context: RequestContext<P, M>,
  ) => ResultIn<P, M> | Promise<ResultIn<P, M>>;
};

export interface Served<P extends Protocol> {
  readonly emit: Emit<P>;
}

export interface ServeOptions {
  /** Called once before the child ends, after every request has settled; and at once when the parent is gone. */
  readonly dispose?: () => void | Promise<void>;
}

/** Milliseconds that an orphan takes to clean up. Native threads cannot hold it longer: it kills itself. */
const orphanGrace = 500;

export function serveChild<P extends Protocol>(
  protocol: P,
  handlers: Handlers<P>,
  { dispose }: ServeOptions = {},
): Served<P> {
  const running = new Map<number, { abort: AbortController; settled: Promise<void> }>();
  let stopping = false;
  const emit: Emit<P> = (name, value) => {
    channel.send({ kind: 'event', name, value });
  };

  async function answer(id: number, method: string, params: unknown, abort: AbortController): Promise<void> {
    try {
      const schema = protocol.requests[method];
      const handler = (handlers as Readonly<Record<string, (params: never, context: never) => unknown>>)[method];
      if (!schema || !handler) throw new Error(`unknown request ${method}`);
      const progress = (value: unknown): void => {
        channel.send({ kind: 'progress', id, value });
      };
      const context = { signal: abort.signal, progress, emit };
      const value = await handler(schema.params.parse(params) as never, context as never);
      channel.send({ kind: 'result', id, value });
    } catch (error) {
      const cancelled = abort.signal.aborted && (error === abort.signal.reason || isAbortError(error));
      const stack = error instanceof Error ? error.stack : undefined;
      channel.send({ kind: 'failure', id, error: serializeError(error), cancelled, stack });
    } finally {
      running.delete(id);
    }
  }

  function receive(envelope: Envelope): void {
    switch (envelope.kind) {
      case 'hello':
        if (envelope.wire !== wireVersion || envelope.version !== protocol.version) {
          console.error(`this child speaks ${protocol.name} ${protocol.version} on wire ${wireVersion}`);
          process.exit(1);
        }
        return;
      case 'request': {
        const abort = new AbortController();
        // The entry must be in the map before a handler that throws at once takes it out.
        const settled = Promise.resolve().then(() => answer(envelope.id, envelope.method, envelope.params, abort));
        running.set(envelope.id, { abort, settled });
        return;
      }
      case 'cancel':
        running.get(envelope.id)?.abort.abort();
        return;
      case 'stop':
        void stop();
        return;
      case 'event':
      case 'progress':
      case 'result':
      case 'failure':
        throw new Error(`a parent does not send ${envelope.kind}`);
      default:
        envelope satisfies never;
    }
  }

  async function settleAll(): Promise<void> {
    for (const { abort } of running.values()) abort.abort();
    await Promise.all([...running.values()].map(({ settled }) => settled));
    await dispose?.();
  }

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    await settleAll();
    await channel.finish();
    process.exit(0);
  }

  function closed(error: Error | undefined): void {
    if (error) console.error(error);
    if (stopping) return;
    stopping = true;
    // Not `process.exit`: it joins worker threads, and one deep in a native call would keep the orphan alive.
    const end = (): boolean => process.kill(process.pid, 'SIGKILL');
    setTimeout(end, orphanGrace);
    settleAll().then(end, end);
  }

  const channel = new Channel(
    new Socket({ fd: 3, readable: true, writable: false }),
    new Socket({ fd: 4, readable: false, writable: true }),
    { receive, closed },
  );
  // Ctrl-C and a closed terminal reach the whole process group: it is the parent that decides what they mean.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  channel.send({ kind: 'hello', wire: wireVersion, protocol: protocol.name, version: protocol.version });

  return { emit };
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

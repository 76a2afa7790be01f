/**
 * Starts a plain Node child and supervises it.
 *
 * The protocol has two pipes of its own: fd 3 towards the child and fd 4 back. Standard output is no place for it,
 * because native libraries (CUDA, ONNX Runtime, DuckDB) print there; and two one-way pipes rather than one both ways,
 * because Windows may let a waiting read block a write on the same handle.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { BugError } from '../base/errors.ts';
import { Channel, wireVersion, type Envelope } from './channel.ts';
import { classifyExit, exitError, LineTail, type ChildExit } from './exit.ts';
import { Requests } from './requests.ts';
import type { Protocol } from './protocol.ts';

export interface SpawnOptions<P extends Protocol> {
  readonly protocol: P;
  /** The child's file: a `.ts` source in development, a bundled `.mjs` in production. */
  readonly entry: string;
  /** A Node binary, never Electron's own: `process.execPath` in the browser and command-line shells. */
  readonly node: string;
  readonly nodeArguments?: readonly string[];
  readonly args?: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each line that the child or a library in it prints, for the log. */
  readonly onOutput?: (line: string) => void;
  /** Milliseconds within which the child must say hello. Default 30,000. */
  readonly startTimeout?: number;
}

/** Milliseconds that a child has to end after it was asked to, before it is killed. */
const defaultGrace = 5000;
const defaultStartTimeout = 30_000;

/** Variables that would change what a plain Node child is. */
const withheldVariables = ['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE'];

export class Child<P extends Protocol> {
  readonly pid: number | undefined;
  /** Resolves at the child's hello; rejects if it ends before. */
  readonly ready: Promise<undefined>;
  /** Resolves, and never rejects, when the child is gone and its pipes are read to the end. */
  readonly exited: Promise<ChildExit>;
  readonly requests: Requests<P>;
  readonly #process: ChildProcess;
  readonly #channel: Channel;
  #killed = false;

  constructor(options: SpawnOptions<P>) {
    const { protocol, entry, node } = options;
    const env = Object.fromEntries(
      Object.entries({ ...process.env, ...options.env }).filter(([name]) => !withheldVariables.includes(name)),
    );
    this.#process = spawn(node, [...(options.nodeArguments ?? []), entry, ...(options.args ?? [])], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'overlapped', 'overlapped'],
      windowsHide: true,
    });
    this.pid = this.#process.pid;
    const output = new LineTail(options.onOutput);
    for (const stream of [this.#process.stdout, this.#process.stderr]) if (stream) output.follow(stream);

    const hello = Promise.withResolvers<undefined>();
    this.ready = hello.promise;
    // Whoever only sends requests learns of a failed start from them.
    this.ready.catch(() => undefined);
    this.requests = new Requests(protocol, () => this.#channel);
    const [toChild, fromChild] = [this.#process.stdio[3] as Duplex, this.#process.stdio[4] as Duplex];
    this.#channel = new Channel(fromChild, toChild, {
      receive: (envelope) => {
        if (envelope.kind !== 'hello') {
          this.requests.receive(envelope);
          return;
        }
        assertSameProtocol(protocol, envelope);
        hello.resolve(undefined);
      },
      closed: (error) => {
        // Not understood, so not to be trusted any more.
        if (error) this.#fail(error);
      },
    });
    this.#channel.send({ kind: 'hello', wire: wireVersion, protocol: protocol.name, version: protocol.version });

    const startTimer = setTimeout(() => {
      this.#fail(new BugError(`${protocol.name} did not start in time`));
    }, options.startTimeout ?? defaultStartTimeout);
    this.ready.then(
      () => {
        clearTimeout(startTimer);
      },
      () => {
        clearTimeout(startTimer);
      },
    );
    this.exited = new Promise((resolve) => {
      const finish = (exit: ChildExit): void => {
        const error = exitError(protocol.name, exit);
        this.requests.end(error);
        hello.reject(error);
        resolve(exit);
      };
      this.#process.on('error', (error) => {
        if (this.pid === undefined) finish({ kind: 'unstartable', reason: error.message });
      });
      this.#process.on('close', (exitCode, signal) => {
        finish(classifyExit(exitCode, signal, this.#killed, output.lines));
      });
    });
  }

  /** Asks the child to finish, kills it after `grace` milliseconds, and tells how it ended. */
  async stop(grace: number = defaultGrace): Promise<ChildExit> {
    this.#channel.send({ kind: 'stop' });
    const timer = setTimeout(() => {
      this.#kill();
    }, grace);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the child at once. */
  async kill(): Promise<ChildExit> {
    this.#kill();
    return this.exited;
  }

  #kill(): void {
    this.#killed = true;
    this.#process.kill('SIGKILL');
  }

  #fail(error: Error): void {
    this.requests.end(error);
    this.#kill();
  }
}

export function spawnChild<P extends Protocol>(options: SpawnOptions<P>): Child<P> {
  return new Child(options);
}

function assertSameProtocol(protocol: Protocol, hello: Extract<Envelope, { kind: 'hello' }>): void {
  if (hello.wire === wireVersion && hello.protocol === protocol.name && hello.version === protocol.version) return;
  throw new BugError(
    `expected ${protocol.name} ${protocol.version} on wire ${wireVersion}, ` +
      `found ${hello.protocol} ${hello.version} on wire ${hello.wire}`,
  );
}

/** The one connection to the app's core: opens a link, notices its end, and opens it again. */
import { createORPCClient, type ClientContext, type ClientLink, type ClientOptions } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { UserError } from '../../main/base/errors.ts';
import type { Contract } from '../../main/api/contract/index.ts';

export type Client = ContractRouterClient<Contract>;

/** A link that is open now. */
export interface OpenLink {
  readonly link: ClientLink<ClientContext>;
  /** Resolves when the link has ended, for whatever reason. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a link; rejects if the other side does not answer or refuses. */
export type Transport = () => Promise<OpenLink>;

export type ConnectionState = 'connecting' | 'open' | 'lost';

/** How long a call waits for a link that is just being opened, in milliseconds. */
const patience = 8_000;

export class Connection {
  readonly client: Client;
  readonly #transport: Transport;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #state = $state<ConnectionState>('connecting');
  #open: OpenLink | null = null;
  #waiting: (() => void)[] = [];
  #tryNow: (() => void) | null = null;
  #stopped = false;

  constructor(transport: Transport, wait = sleep) {
    this.#transport = transport;
    this.#wait = wait;
    this.client = createORPCClient<Client>({
      call: (path: readonly string[], input: unknown, options: ClientOptions<ClientContext>) =>
        this.#call(path, input, options),
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Keeps a link open until `stop`. */
  async start(): Promise<void> {
    let attempt = 0;
    while (!this.#stopped) {
      try {
        const open = await this.#transport();
        attempt = 0;
        this.#open = open;
        this.#state = 'open';
        for (const resume of this.#waiting.splice(0)) resume();
        await open.ended;
      } catch {
        // Not there yet, or gone: the state says so, and the loop tries again.
      }
      this.#open = null;
      // `stop` may have been called while waiting above; TypeScript cannot see that.
      if (this.#isStopped()) return;
      this.#state = 'lost';
      attempt += 1;
      await Promise.race([
        this.#wait(Math.min(5_000, 250 * 2 ** (attempt - 1))),
        new Promise<void>((resolve) => (this.#tryNow = resolve)),
      ]);
    }
  }

  /** Does not wait for the next try. */
  retry(): void {
    this.#tryNow?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#open?.close();
    this.retry();
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  async #call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    if (this.#open === null) {
      await Promise.race([new Promise<void>((resume) => this.#waiting.push(resume)), this.#wait(patience)]);
    }
    const open = this.#open;
    if (open === null) throw new UserError('window.disconnected');
    return open.link.call(path, input, options);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

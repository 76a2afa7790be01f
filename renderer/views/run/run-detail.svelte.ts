/** The whole of one run: fetched when it is opened and whenever its status or result changes; the old stays meanwhile. */
import type { RunDetail } from '../../../main/api/contract/index.ts';
import type { Client } from '../../connection/connection.svelte.ts';

export class RunDetailState {
  readonly #client: Client;
  #detail = $state.raw<RunDetail | null>(null);
  #failure = $state.raw<unknown>(null);
  #asked = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  get detail(): RunDetail | null {
    return this.#detail;
  }

  /** Why the run cannot be shown; null while it can. */
  get failure(): unknown {
    return this.#failure;
  }

  async load(id: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (this.#detail?.id !== id) this.#detail = null;
    this.#failure = null;
    try {
      const detail = await this.#client.runs.get({ id });
      if (asked === this.#asked) this.#detail = detail;
    } catch (error) {
      if (asked === this.#asked) this.#failure = error;
    }
  }
}

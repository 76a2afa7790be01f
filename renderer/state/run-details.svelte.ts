/** Test results of several runs, each fetched once; a run that cannot be had is left out. */
import type { RunDetail } from '../../main/api/contract/index.ts';
import type { Client } from '../connection/connection.svelte.ts';

export class RunDetails {
  readonly #client: Client;
  readonly #asked = new Set<string>();
  #details = $state.raw<ReadonlyMap<string, RunDetail>>(new Map());

  constructor(client: Client) {
    this.#client = client;
  }

  get(id: string): RunDetail | undefined {
    return this.#details.get(id);
  }

  /** `stage` is whatever the result hangs on: a run is asked for again when it has changed. */
  async load(id: string, stage: string): Promise<void> {
    const key = `${id} ${stage}`;
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    const detail = await this.#client.runs.get({ id });
    this.#details = new Map(this.#details).set(id, detail);
  }
}

/** A language model goes on with a text in the window: what it is asked, and what it has written so far. */
import type { GenerateEvent } from '../../../../main/api/contract/index.ts';
import type { SerializedError } from '../../../../main/base/errors.ts';
import type { Client } from '../../../connection/connection.svelte.ts';
import { codedError } from '../../../errors.ts';

export interface GenerateSettings {
  readonly text: string;
  readonly length: number;
  readonly temperature: number;
  /** Null: all tokens. */
  readonly topK: number | null;
  readonly seed: number;
}

export type Written = Extract<GenerateEvent, { kind: 'done' }>;

export type GenerateApi = Pick<Client, 'runs'>;

export class GenerateDesk {
  readonly #api: GenerateApi;
  readonly #run: string;
  #settings = $state.raw<GenerateSettings>({ text: '', length: 200, temperature: 0.8, topK: null, seed: 0 });
  /** What the text below goes on with. */
  #prompt = $state('');
  #text = $state('');
  #done = $state.raw<Written | null>(null);
  #problem = $state.raw<SerializedError | null>(null);
  #request = $state.raw<AbortController | null>(null);

  constructor(api: GenerateApi, run: string) {
    this.#api = api;
    this.#run = run;
  }

  get settings(): GenerateSettings {
    return this.#settings;
  }

  get prompt(): string {
    return this.#prompt;
  }

  get text(): string {
    return this.#text;
  }

  /** Null while nothing has been written to its end. */
  get done(): Written | null {
    return this.#done;
  }

  get problem(): SerializedError | null {
    return this.#problem;
  }

  get busy(): boolean {
    return this.#request !== null;
  }

  set(change: Partial<GenerateSettings>): void {
    this.#settings = { ...this.#settings, ...change };
  }

  /** Writes, with the weights of `epoch`; what was being written before is given up. */
  async write(epoch: number | null): Promise<void> {
    this.stop();
    const request = new AbortController();
    this.#request = request;
    this.#prompt = this.#settings.text;
    this.#text = '';
    this.#done = null;
    this.#problem = null;
    const { topK, ...settings } = this.#settings;
    const query = {
      id: this.#run,
      ...settings,
      ...(topK === null ? {} : { topK }),
      ...(epoch === null ? {} : { epoch }),
    };
    try {
      for await (const event of await this.#api.runs.generate(query, { signal: request.signal })) {
        if (this.#request !== request) return;
        if (event.kind === 'piece') this.#text += event.text;
        else this.#done = event;
      }
    } catch (error) {
      if (this.#request === request) this.#problem = codedError(error);
    } finally {
      if (this.#request === request) this.#request = null;
    }
  }

  /** Another text from the same settings. */
  async writeAnother(epoch: number | null): Promise<void> {
    this.set({ seed: (this.#settings.seed + 1) % 2 ** 32 });
    await this.write(epoch);
  }

  /** What has been written stays. */
  stop(): void {
    const request = this.#request;
    this.#request = null;
    request?.abort();
  }
}

/** The pre-flight of a draft: asked for, cancelled, and stale as soon as the draft says something else. */
import type { SerializedError } from '../../../../main/base/errors.ts';
import type { Preflight } from '../../../../main/api/contract/index.ts';
import type { Client } from '../../../connection/connection.svelte.ts';
import { codedError } from '../../../errors.ts';
import type { Experiment } from '../../../../main/drafts/draft.ts';

type Api = Pick<Client, 'runs'>;

export class PreflightDesk {
  readonly #api: Api;
  readonly #datasetId: string;
  #found = $state.raw<Preflight | null>(null);
  /** What the result is of. */
  #of = $state.raw<string | null>(null);
  #failure = $state.raw<SerializedError | null>(null);
  #request = $state.raw<AbortController | null>(null);

  constructor(api: Api, datasetId: string) {
    this.#api = api;
    this.#datasetId = datasetId;
  }

  get found(): Preflight | null {
    return this.#found;
  }

  get failure(): SerializedError | null {
    return this.#failure;
  }

  get running(): boolean {
    return this.#request !== null;
  }

  /** Whether the result is of another draft than this one. */
  isStale(draft: Experiment): boolean {
    return this.#found !== null && this.#of !== identity(draft);
  }

  async start(draft: Experiment): Promise<void> {
    if (this.#request !== null) return;
    const request = new AbortController();
    this.#request = request;
    this.#failure = null;
    const of = identity(draft);
    try {
      const found = await this.#api.runs.preflight(
        { experiment: { ...draft }, datasetId: this.#datasetId },
        { signal: request.signal },
      );
      if (request.signal.aborted) return;
      this.#found = found;
      this.#of = of;
    } catch (error) {
      if (!request.signal.aborted) this.#failure = codedError(error);
    } finally {
      if (this.#request === request) this.#request = null;
    }
  }

  /** The trial ends at once; an earlier result stays. */
  cancel(): void {
    this.#request?.abort();
    this.#request = null;
  }
}

/** All of a draft that has to do with what it takes: not its name. */
function identity(draft: Experiment): string {
  const { name: _, ...rest } = draft;
  return JSON.stringify(rest);
}

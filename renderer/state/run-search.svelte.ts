/** A question about runs, and its answer: the ids of those that the last query that could be understood finds, in order. */
import type { RunSort, RunSummary } from '../../main/api/contract/index.ts';
import type { SerializedError } from '../../main/base/errors.ts';
import { codedError } from '../errors.ts';

/** The calls that a search makes: a slice of the API's client. */
export interface SearchApi {
  readonly runs: { find(input: { where: string; sort?: RunSort; limit?: number }): Promise<string[]> };
}

export interface SearchProblem extends SerializedError {
  /** The piece that it points at, UTF-16 offsets; null where it is no place in the query. */
  readonly span: { readonly start: number; readonly end: number } | null;
}

/** Typing pauses this long before a query is asked; milliseconds. */
const pause = 300;
/** While runs change, a query is asked again at most this often; milliseconds. */
const rest = 1000;
/** Fields that never change of a run that is there. */
const fixedFields: ReadonlySet<string> = new Set(['created', 'id', 'seed']);

export class RunSearch {
  readonly #api: SearchApi;
  readonly #report: (error: unknown) => void;
  readonly #limit: number | undefined;
  #text = $state('');
  #sort = $state.raw<RunSort | null>(null);
  #ids = $state.raw<readonly string[] | null>(null);
  #problem = $state.raw<SearchProblem | null>(null);
  #found = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = false;
  #asked = 0;
  #askedAt = -Infinity;
  readonly #places = $derived(new Map(this.#ids?.map((id, place) => [id, place])));

  /** @param limit at most so many ids are wanted */
  constructor(api: SearchApi, report: (error: unknown) => void, limit?: number) {
    this.#api = api;
    this.#report = report;
    this.#limit = limit;
  }

  get text(): string {
    return this.#text;
  }

  /** Newest first where null. */
  get sort(): RunSort | null {
    return this.#sort;
  }

  /** Null before the first answer. While the text cannot be understood, those of the last that could. */
  get ids(): readonly string[] | null {
    return this.#ids;
  }

  /** What is wrong with the text; null while it is being asked too. */
  get problem(): SearchProblem | null {
    return this.#problem;
  }

  /** The text that `ids` belongs to. */
  get found(): string {
    return this.#found;
  }

  type(text: string): void {
    this.#text = text;
    this.#problem = null;
    if (text.trim() === '') this.#now();
    else this.#later(pause);
  }

  /** At once: a form was accepted, an option chosen, Enter pressed. */
  set(text: string, sort = this.#sort): void {
    this.#text = text;
    this.#sort = sort;
    this.#now();
  }

  order(sort: RunSort | null): void {
    const before = this.#sort;
    if (before?.field === sort?.field && before?.direction === sort?.direction) return;
    this.#sort = sort;
    this.#now();
  }

  /** A run has changed or come: whether it is found, and where, may be another now. */
  changed(run: RunSummary): void {
    const isFixed = this.#text.trim() === '' && (this.#sort === null || fixedFields.has(this.#sort.field));
    // An archived run leaves lists that did not ask for it.
    if (!isFixed || run.archived || !this.#places.has(run.id)) this.touch();
  }

  removed(id: string): void {
    if (this.#ids === null || !this.#places.has(id)) return;
    this.#ids = this.#ids.filter((other) => other !== id);
    if (this.#limit !== undefined) this.touch();
  }

  /** What is found may be others now. */
  touch(): void {
    if (!this.#waiting) this.#later(Math.max(0, this.#askedAt + rest - performance.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#waiting = true;
    this.#timer = setTimeout(() => {
      this.#now();
    }, milliseconds);
  }

  #now(): void {
    clearTimeout(this.#timer);
    this.#waiting = false;
    this.#asked += 1;
    this.#askedAt = performance.now();
    this.#problem = null;
    void this.#ask(this.#asked, this.#text);
  }

  async #ask(number: number, where: string): Promise<void> {
    try {
      const ids = await this.#api.runs.find({
        where,
        ...(this.#sort === null ? {} : { sort: this.#sort }),
        ...(this.#limit === undefined ? {} : { limit: this.#limit }),
      });
      // A later question makes this answer stale.
      if (number !== this.#asked) return;
      this.#ids = ids;
      this.#found = where;
    } catch (error) {
      if (number !== this.#asked) return;
      const coded = codedError(error);
      const { column, length } = coded.params;
      if (!coded.code.startsWith('query.') || typeof column !== 'number' || typeof length !== 'number') {
        this.#report(error);
        return;
      }
      this.#problem = { ...coded, span: { start: column - 1, end: column - 1 + length } };
    }
  }
}

/** What the search field asks for: the runs that the last query that could be understood finds. */
import type { SerializedError } from '../../../main/base/errors.ts';
import { codedError } from '../../errors.ts';

/** The calls that a search makes: a slice of the API's client. */
export interface SearchApi {
  readonly runs: { find(input: { where: string }): Promise<string[]> };
}

export interface SearchProblem extends SerializedError {
  /** The piece that it points at, UTF-16 offsets; null where it is no place in the query. */
  readonly span: { readonly start: number; readonly end: number } | null;
}

/** Typing pauses this long before a query is asked; milliseconds. */
const pause = 300;
/** While runs change, a query is asked again at most this often; milliseconds. */
const rest = 1000;

export class RunSearch {
  readonly #api: SearchApi;
  readonly #report: (error: unknown) => void;
  #text = $state('');
  #ids = $state.raw<ReadonlySet<string> | null>(null);
  #problem = $state.raw<SearchProblem | null>(null);
  #found = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = false;
  #asked = 0;

  constructor(api: SearchApi, report: (error: unknown) => void) {
    this.#api = api;
    this.#report = report;
  }

  get text(): string {
    return this.#text;
  }

  /** Ids of the runs found; null where there is no query. While the text cannot be understood, those of the last that could. */
  get ids(): ReadonlySet<string> | null {
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
  set(text: string): void {
    this.#text = text;
    this.#now();
  }

  /** Runs have changed: what is found may be others now. */
  touch(): void {
    if (this.#text.trim() !== '' && !this.#waiting) this.#later(rest);
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
    this.#problem = null;
    if (this.#text.trim() === '') {
      this.#ids = null;
      this.#found = '';
    } else void this.#ask(this.#asked, this.#text);
  }

  async #ask(number: number, where: string): Promise<void> {
    try {
      const ids = await this.#api.runs.find({ where });
      // A later question makes this answer stale.
      if (number !== this.#asked) return;
      this.#ids = new Set(ids);
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

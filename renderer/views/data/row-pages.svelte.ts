/** Rows of a data set, fetched page by page as they come into sight; the oldest pages are let go. */
import type { RowsQuery } from '../../../main/api/contract/index.ts';
import type { Client } from '../../connection/connection.svelte.ts';

export const pageSize = 200;
const pagesKept = 50;

export type Row = readonly (string | null)[];

export class RowPages {
  readonly #api: Pick<Client, 'datasets'>;
  readonly #id: string;
  readonly #query: Pick<RowsQuery, 'sort' | 'filter'>;
  readonly #onerror: (error: unknown) => void;
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Set<number>();
  #version = $state(0);
  #total = $state(0);

  constructor(
    api: Pick<Client, 'datasets'>,
    id: string,
    query: Pick<RowsQuery, 'sort' | 'filter'>,
    onerror: (error: unknown) => void,
  ) {
    this.#api = api;
    this.#id = id;
    this.#query = query;
    this.#onerror = onerror;
  }

  /** Rows that meet the filter; 0 until the first page has come. */
  get total(): number {
    return this.#total;
  }

  /** Undefined until its page has come. */
  at(index: number): Row | undefined {
    if (this.#version < 0) return undefined;
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Fetches the pages of rows `first` to `end` that are not here. */
  async want(first: number, end: number): Promise<void> {
    const pages: number[] = [];
    for (let page = Math.floor(first / pageSize); page * pageSize < end; page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) pages.push(page);
    }
    await Promise.all(pages.map((page) => this.#fetch(page)));
  }

  async #fetch(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const place = { offset: page * pageSize, limit: pageSize };
      const { rows, total } = await this.#api.datasets.rows({ id: this.#id, ...place, ...this.#query });
      this.#total = total;
      this.#pages.set(page, rows);
      // A Map keeps the order of insertion: the first key is the page that came longest ago.
      const [oldest] = this.#pages.keys();
      if (this.#pages.size > pagesKept && oldest !== undefined) this.#pages.delete(oldest);
      this.#version += 1;
    } catch (error) {
      this.#onerror(error);
    } finally {
      this.#asked.delete(page);
    }
  }
}

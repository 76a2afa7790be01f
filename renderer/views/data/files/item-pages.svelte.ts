/** Things of a data set, fetched page by page as they come into sight; the oldest pages are let go. */

export const pageSize = 60;
const pagesKept = 40;

export interface FetchedPage<Item> {
  readonly items: readonly Item[];
  /** Of all that are let through. */
  readonly total: number;
}

export class ItemPages<Item> {
  readonly #fetchPage: (place: { readonly offset: number; readonly limit: number }) => Promise<FetchedPage<Item>>;
  readonly #onerror: (error: unknown) => void;
  readonly #pages = new Map<number, readonly Item[]>();
  readonly #asked = new Set<number>();
  #version = $state(0);
  #total = $state<number | null>(null);

  constructor(
    fetchPage: (place: { readonly offset: number; readonly limit: number }) => Promise<FetchedPage<Item>>,
    onerror: (error: unknown) => void,
  ) {
    this.#fetchPage = fetchPage;
    this.#onerror = onerror;
  }

  /** How many are let through; null until the first page has come. */
  get total(): number | null {
    return this.#total;
  }

  /** Undefined until its page has come. */
  at(index: number): Item | undefined {
    if (this.#version < 0) return undefined;
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Fetches the pages of `first` to `end` that are not here. */
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
      const { items, total } = await this.#fetchPage({ offset: page * pageSize, limit: pageSize });
      this.#total = total;
      this.#pages.set(page, items);
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

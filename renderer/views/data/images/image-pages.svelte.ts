/** Pictures of a data set, fetched page by page as they come into sight; the oldest pages are let go. */
import type { ImagePage, ImageQuery } from '../../../../main/api/contract/index.ts';
import type { Client } from '../../../connection/connection.svelte.ts';
import { picturesOf, type Picture } from './picture.ts';

export const pageSize = 60;
const pagesKept = 40;

export type ShownImage = ImagePage['images'][number] & { readonly picture: Picture };

export class ImagePages {
  readonly #api: Pick<Client, 'datasets'>;
  readonly #query: Pick<ImageQuery, 'id' | 'edge'> & Partial<Pick<ImageQuery, 'label' | 'part'>>;
  readonly #onerror: (error: unknown) => void;
  readonly #pages = new Map<number, readonly ShownImage[]>();
  readonly #asked = new Set<number>();
  #version = $state(0);
  #total = $state<number | null>(null);

  constructor(
    api: Pick<Client, 'datasets'>,
    query: Pick<ImageQuery, 'id' | 'edge'> & Partial<Pick<ImageQuery, 'label' | 'part'>>,
    onerror: (error: unknown) => void,
  ) {
    this.#api = api;
    this.#query = query;
    this.#onerror = onerror;
  }

  /** Images that are let through; null until the first page has come. */
  get total(): number | null {
    return this.#total;
  }

  /** Undefined until its page has come. */
  at(index: number): ShownImage | undefined {
    if (this.#version < 0) return undefined;
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Fetches the pages of images `first` to `end` that are not here. */
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
      const found = await this.#api.datasets.images({ ...this.#query, ...place });
      const pictures = picturesOf(found, new Uint8Array(await found.pixels.arrayBuffer()), found.images.length);
      this.#total = found.total;
      this.#pages.set(
        page,
        found.images.flatMap((image, index) => {
          const picture = pictures[index];
          return picture === undefined ? [] : [{ ...image, picture }];
        }),
      );
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

/** The first runs that a query finds, kept up as runs change: for short lists. Made while a component is. */
import { untrack } from 'svelte';
import type { RunSort, RunSummary } from '../../main/api/contract/index.ts';
import type { AppContext } from '../app-context.ts';
import { RunPages } from './run-pages.svelte.ts';
import { RunSearch } from './run-search.svelte.ts';

export interface RunListQuestion {
  /** Null: nothing is asked. */
  readonly where: string | null;
  readonly sort?: RunSort;
  /** Someone is typing it: it is asked when that pauses. */
  readonly typing?: boolean;
  /** Which metrics the rows bring. */
  readonly metrics?: readonly string[];
}

export class RunList {
  readonly #search: RunSearch;
  readonly #pages: RunPages;
  readonly #limit: number;
  readonly #question: () => RunListQuestion;

  /** Follows `question` for as long as the component lives; `limit` runs at most. */
  constructor({ client, runs, report }: AppContext, limit: number, question: () => RunListQuestion) {
    this.#search = new RunSearch(client, report, limit);
    this.#pages = new RunPages(client, report);
    this.#limit = limit;
    this.#question = question;
    const [search, pages] = [this.#search, this.#pages];
    $effect(() => {
      const { where, sort, typing } = question();
      untrack(() => {
        if (where === null) return;
        if (typing === true) search.type(where);
        else search.set(where, sort ?? null);
      });
    });
    $effect(() => {
      void pages.show(search.ids ?? [], question().metrics ?? []);
    });
    $effect(() => {
      const stop = runs.follow({
        changed(run) {
          pages.changed(run);
          if (question().where !== null) search.changed(run);
        },
        removed(id) {
          pages.removed(id);
          search.removed(id);
        },
        refreshed() {
          pages.refreshed();
          if (question().where !== null) search.touch();
        },
      });
      return () => {
        stop();
        search.stop();
      };
    });
  }

  /** Those that are here already. */
  get rows(): readonly RunSummary[] {
    if (this.#question().where === null) return [];
    return (this.#search.ids ?? []).map((id) => this.#pages.get(id)).filter((run) => run !== undefined);
  }

  /** Whether there may be more than the list holds. */
  get isCut(): boolean {
    return (this.#search.ids?.length ?? 0) >= this.#limit;
  }
}

/** The named views of the table of experiments: fetched once, then kept up by the changes stream, in every window alike. */
import type { ChangeEvent, SavedView, ViewDefinition } from '../../main/api/contract/index.ts';
import type { FeedListener } from './change-feed.ts';

export interface ViewsApi {
  readonly views: {
    list(): Promise<SavedView[]>;
    create(input: { name: string; definition: ViewDefinition }): Promise<SavedView>;
    update(input: { id: string; name?: string; definition?: ViewDefinition; isDefault?: boolean }): Promise<SavedView>;
    remove(input: { id: string }): Promise<void>;
    restore(input: { id: string }): Promise<SavedView>;
  };
}

export class ViewsStore implements FeedListener {
  readonly #api: ViewsApi;
  #all = $state.raw<readonly SavedView[]>([]);
  #loaded = $state(false);

  constructor(api: ViewsApi) {
    this.#api = api;
  }

  /** In the order in which they were made. */
  get all(): readonly SavedView[] {
    return this.#all;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** What the table shows first; null: every run, as it comes. */
  get first(): SavedView | null {
    return this.#all.find(({ isDefault }) => isDefault) ?? null;
  }

  get(id: string): SavedView | undefined {
    return this.#all.find((view) => view.id === id);
  }

  async create(name: string, definition: ViewDefinition): Promise<SavedView> {
    return this.#put(await this.#api.views.create({ name, definition }));
  }

  async update(
    id: string,
    changes: { readonly name?: string; readonly definition?: ViewDefinition; readonly isDefault?: boolean },
  ): Promise<SavedView> {
    return this.#put(await this.#api.views.update({ id, ...changes }));
  }

  async remove(id: string): Promise<void> {
    await this.#api.views.remove({ id });
    this.#all = this.#all.filter((view) => view.id !== id);
  }

  async restore(id: string): Promise<SavedView> {
    return this.#put(await this.#api.views.restore({ id }));
  }

  async refresh(): Promise<void> {
    this.#all = await this.#api.views.list();
    this.#loaded = true;
  }

  apply(events: readonly ChangeEvent[]): void {
    for (const event of events) if (event.kind === 'views') this.#all = event.views;
  }

  /** Shows it at once; the stream confirms it. */
  #put(view: SavedView): SavedView {
    const others = this.#all.map((other) =>
      other.id === view.id ? view : view.isDefault ? { ...other, isDefault: false } : other,
    );
    this.#all = others.includes(view) ? others : [...others, view];
    return view;
  }
}

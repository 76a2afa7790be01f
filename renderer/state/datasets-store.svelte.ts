/** Every data set that the window knows: fetched once, then kept up by the changes stream. */
import type { ChangeEvent, DatasetSummary } from '../../main/api/contract/index.ts';
import type { FeedListener } from './change-feed.ts';

export interface DatasetsApi {
  readonly datasets: { list(): Promise<DatasetSummary[]> };
}

export class DatasetsStore implements FeedListener {
  readonly #api: DatasetsApi;
  #all = $state.raw<readonly DatasetSummary[]>([]);
  #loaded = $state(false);

  constructor(api: DatasetsApi) {
    this.#api = api;
  }

  /** Newest first. */
  get all(): readonly DatasetSummary[] {
    return this.#all;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get(id: string): DatasetSummary | undefined {
    return this.#all.find((dataset) => dataset.id === id);
  }

  async refresh(): Promise<void> {
    this.#set(await this.#api.datasets.list());
    this.#loaded = true;
  }

  apply(events: readonly ChangeEvent[]): void {
    for (const event of events) {
      if (event.kind === 'dataset') this.put(event.dataset);
      else if (event.kind === 'datasetRemoved') this.drop(event.id);
    }
  }

  /** Shows a change at once; the stream confirms it. */
  put(dataset: DatasetSummary): void {
    this.#set([...this.#all.filter(({ id }) => id !== dataset.id), dataset]);
  }

  drop(id: string): void {
    this.#all = this.#all.filter((dataset) => dataset.id !== id);
  }

  #set(all: readonly DatasetSummary[]): void {
    this.#all = [...all].sort((left, right) => right.createdAt - left.createdAt || (left.id < right.id ? 1 : -1));
  }
}

/** The curve of the loss of ended runs as a line of a list shows it: a few hundred points, fetched once for all of them. */
import {
  unpackSeries,
  type PackedSeries,
  type PackedSeriesQuery,
  type RunSummary,
} from '../../main/api/contract/index.ts';

export interface SparksApi {
  readonly runs: { packedSeries(input: PackedSeriesQuery): Promise<Blob> };
}

/** On the rows that the run was not trained on, where it has such. */
const metrics = ['val_loss', 'loss'];
/** As many stretches as such a line has pixels. */
const buckets = 100;
/** `runs.packedSeries` takes at most so many. */
const runsPerCall = 200;

export class RunSparks {
  readonly #api: SparksApi;
  /** Epochs that a run had when it was asked for: one that was extended is asked for again. */
  readonly #asked = new Map<string, number>();
  #curves = $state.raw<ReadonlyMap<string, Float64Array>>(new Map());

  constructor(api: SparksApi) {
    this.#api = api;
  }

  /** Undefined while it is not here. */
  get(id: string): Float64Array | undefined {
    return this.#curves.get(id);
  }

  async load(runs: readonly RunSummary[]): Promise<void> {
    const lacking = runs.filter(({ id, epochsDone }) => this.#asked.get(id) !== epochsDone);
    for (const { id, epochsDone } of lacking) this.#asked.set(id, epochsDone);
    try {
      for (let first = 0; first < lacking.length; first += runsPerCall) {
        const ids = lacking.slice(first, first + runsPerCall).map(({ id }) => id);
        const came = await unpackSeries(await this.#api.runs.packedSeries({ runs: ids, metrics, buckets }));
        const best = new Map<string, PackedSeries>();
        for (const one of came) if (one.metric === metrics[0] || !best.has(one.run)) best.set(one.run, one);
        this.#curves = new Map([...this.#curves, ...[...best].map(([id, { values }]) => [id, values] as const)]);
      }
    } catch (error) {
      for (const { id } of lacking) this.#asked.delete(id);
      throw error;
    }
  }
}

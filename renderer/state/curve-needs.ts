/** What thinned curves lack, gathered: all lines of all charts that are zoomed, or pointed at, ask in one call. */
import { unpackSeries } from '../../main/api/contract/index.ts';
import type { RunSeries } from './run-series.svelte.ts';
import type { SeriesApi } from './series-store.svelte.ts';
import type { CurveSource } from './thinned-series.svelte.ts';

/** Milliseconds that needs are gathered for: a pointer that moves, or a wheel that turns, asks for the last of them. */
const gathering = 40;
const runsPerCall = 100;
/** Of a part of the epochs: about as many as a chart has pixels. */
const buckets = 1000;

interface Need {
  readonly from: number;
  readonly to: number;
  readonly runs: Set<string>;
  readonly metrics: Set<string>;
}

export class CurveNeeds {
  readonly #api: SeriesApi;
  readonly #series: (id: string) => RunSeries | undefined;
  readonly #failed: (error: unknown) => void;
  readonly #needs = new Map<string, Need>();
  /** By metric: the runs of which all points are asked for, and the answer. */
  readonly #whole = new Map<string, { readonly runs: Set<string>; readonly done: Promise<void> }>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(api: SeriesApi, series: (id: string) => RunSeries | undefined, failed: (error: unknown) => void) {
    this.#api = api;
    this.#series = series;
    this.#failed = failed;
  }

  source(run: string, metric: string): CurveSource {
    return {
      need: (from, to) => {
        this.#gather(run, metric, from, to);
      },
      needAll: () => this.#gatherWhole(run, metric),
    };
  }

  #gather(run: string, metric: string, from: number, to: number): void {
    const key = `${String(from)} ${String(to)}`;
    const need = this.#needs.get(key) ?? { from, to, runs: new Set(), metrics: new Set() };
    this.#needs.set(key, need);
    need.runs.add(run);
    need.metrics.add(metric);
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const needs = [...this.#needs.values()];
      this.#needs.clear();
      for (const each of needs) void this.#refine(each).catch(this.#failed);
    }, gathering);
  }

  async #refine({ from, to, runs, metrics }: Need): Promise<void> {
    for (const ids of chunksOf([...runs], runsPerCall)) {
      const asked = { runs: ids, metrics: [...metrics], from: Object.fromEntries(ids.map((id) => [id, from])), to };
      const answer = await this.#api.runs.packedSeries({ ...asked, ...(from === to ? {} : { buckets }) });
      const found = new Map((await unpackSeries(answer)).map((chunk) => [`${chunk.run} ${chunk.metric}`, chunk]));
      for (const id of ids) {
        for (const metric of metrics) {
          this.#series(id)?.refine(metric, from, to, found.get(`${id} ${metric}`) ?? null);
        }
      }
    }
  }

  #gatherWhole(run: string, metric: string): Promise<void> {
    const held = this.#whole.get(metric);
    if (held !== undefined) {
      held.runs.add(run);
      return held.done;
    }
    const runs = new Set([run]);
    const done = Promise.resolve().then(async () => {
      this.#whole.delete(metric);
      for (const ids of chunksOf([...runs], runsPerCall)) {
        const answer = await this.#api.runs.packedSeries({ runs: ids, metrics: [metric] });
        for (const chunk of await unpackSeries(answer)) this.#series(chunk.run)?.append(chunk, true);
      }
    });
    this.#whole.set(metric, { runs, done });
    return done;
  }
}

function chunksOf<Item>(list: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

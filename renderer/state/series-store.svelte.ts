/** Series of the runs that views look at: fetched once each, grown by the changes stream, let go when long unused. */
import { unpackSeries, type SeriesChunk } from '../../main/api/contract/index.ts';
import { RunSeries } from './run-series.svelte.ts';

export interface SeriesApi {
  readonly runs: {
    packedSeries(input: { runs: string[]; from?: Record<string, number> }): Promise<Blob>;
  };
}

/** One answer brings the series of so many runs: the first are drawn while the next are on their way. */
const seriesPerCall = 25;
/** The core reads the next ones while these are on their way. */
const callsAtOnce = 2;
/** Beyond this many, series that no view has asked for in the last minute are let go, never what is looked at. */
const seriesKept = 256;
const inUse = 60_000;

export class SeriesStore {
  readonly #api: SeriesApi;
  readonly #failed: (error: unknown) => void;
  readonly #series = new Map<string, RunSeries>();
  readonly #loading = new Set<string>();
  /** Runs whose points came while their history was on its way, and did not fit yet. */
  readonly #missed = new Set<string>();
  /** How many times series have come. */
  #loads = $state(0);

  constructor(api: SeriesApi, failed: (error: unknown) => void) {
    this.#api = api;
    this.#failed = failed;
  }

  of(id: string): RunSeries {
    let series = this.#series.get(id);
    if (series === undefined) {
      // A computation does not follow state that is made inside it: whoever asks first follows the loads instead.
      this.#followLoads();
      series = new RunSeries();
      this.#series.set(id, series);
      this.#evict();
    }
    series.touched = performance.now();
    return series;
  }

  /** Fetches the series of these runs unless they are here already. */
  async load(ids: readonly string[]): Promise<void> {
    await this.#fetch(ids.filter((id) => !this.of(id).loaded && !this.#loading.has(id)));
  }

  /** Fetches the points that came since, of runs whose series are held. */
  async catchUp(): Promise<void> {
    await this.#fetch([...this.#series].filter(([, series]) => series.loaded).map(([id]) => id));
  }

  apply(chunks: readonly SeriesChunk[]): void {
    const gaps = new Set<string>();
    for (const points of chunks) {
      const series = this.#series.get(points.run);
      if (series === undefined || series.append(points)) continue;
      if (this.#loading.has(points.run)) this.#missed.add(points.run);
      else if (series.loaded) gaps.add(points.run);
    }
    if (gaps.size > 0) void this.#fetch([...gaps]).catch(this.#failed);
  }

  truncate(id: string, length: number): void {
    this.#series.get(id)?.truncate(length);
  }

  drop(id: string): void {
    this.#series.delete(id);
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(ids.length / seriesPerCall) }, (_, index) =>
      ids.slice(index * seriesPerCall, (index + 1) * seriesPerCall),
    );
    const work = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await this.#fetchBatch(batch);
    };
    await Promise.all(Array.from({ length: callsAtOnce }, work));
  }

  async #fetchBatch(ids: readonly string[]): Promise<void> {
    const runs = ids.filter((id) => !this.#loading.has(id));
    if (runs.length === 0) return;
    for (const id of runs) this.#loading.add(id);
    try {
      const from = Object.fromEntries(runs.map((id) => [id, this.of(id).nextEpoch]));
      const chunks = await unpackSeries(await this.#api.runs.packedSeries({ runs, from }));
      for (const chunk of chunks) this.#series.get(chunk.run)?.append(chunk);
      for (const id of runs) this.#series.get(id)?.markLoaded();
      this.#loads += 1;
    } finally {
      for (const id of runs) this.#loading.delete(id);
    }
    const again = runs.filter((id) => this.#missed.delete(id));
    if (again.length > 0) await this.#fetch(again);
  }

  #followLoads(): number {
    return this.#loads;
  }

  #evict(): void {
    if (this.#series.size <= seriesKept) return;
    const since = performance.now() - inUse;
    const oldest = [...this.#series]
      .filter(([, series]) => series.touched < since)
      .sort(([, left], [, right]) => left.touched - right.touched);
    for (const [id] of oldest.slice(0, this.#series.size - seriesKept)) this.#series.delete(id);
  }
}

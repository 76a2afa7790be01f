/**
 * Series of the runs that views look at: fetched once each, grown by the changes stream, let go when long unused. A run
 * that is looked at alone is held whole; of many that have ended, what a screen shows, and more as it is looked at.
 */
import { unpackSeries, type PackedSeriesQuery, type SeriesChunk } from '../../main/api/contract/index.ts';
import { CurveNeeds } from './curve-needs.ts';
import { RunSeries } from './run-series.svelte.ts';

export interface SeriesApi {
  readonly runs: { packedSeries(input: PackedSeriesQuery): Promise<Blob> };
}

/** What the store must know of a run to fetch its series well. */
export interface SeriesFacts {
  /** No more points come by themselves. */
  readonly ended: boolean;
  readonly points: number;
}

/** One answer brings about so many points as stored, and series of so many runs: the first are drawn while others come. */
const pointsPerCall = 2_000_000;
const runsPerCall = 200;
/** The core reads the next ones while these are on their way. */
const callsAtOnce = 2;
/** Beyond this many, series that no view has asked for in the last minute are let go, never what is looked at. */
const seriesKept = 256;
const inUse = 60_000;
/** Milliseconds between two fetches of a run whose points are not streamed. */
const lagRest = 1000;

/** Stretches that a thinned curve has: as many as a wide screen has pixels, and fewer where many lines share them. */
export function bucketsFor(lines: number): number {
  return Math.max(300, Math.round(2000 * Math.min(1, 20 / lines)));
}

export class SeriesStore {
  readonly #api: SeriesApi;
  readonly #failed: (error: unknown) => void;
  readonly #factsOf: (id: string) => SeriesFacts | undefined;
  readonly #needs: CurveNeeds;
  readonly #series = new Map<string, RunSeries>();
  readonly #loading = new Set<string>();
  /** Runs whose points came while their history was on its way, and did not fit yet. */
  readonly #missed = new Set<string>();
  readonly #lagging = new Set<string>();
  /** How many times series have come. */
  #loads = $state(0);

  constructor(
    api: SeriesApi,
    failed: (error: unknown) => void,
    factsOf: (id: string) => SeriesFacts | undefined = () => undefined,
  ) {
    this.#api = api;
    this.#failed = failed;
    this.#factsOf = factsOf;
    this.#needs = new CurveNeeds(api, (id) => this.#series.get(id), failed);
  }

  of(id: string): RunSeries {
    let series = this.#series.get(id);
    if (series === undefined) {
      // A computation does not follow state that is made inside it: whoever asks first follows the loads instead.
      this.#followLoads();
      series = new RunSeries((metric) => this.#needs.source(id, metric));
      this.#series.set(id, series);
      this.#evict();
    }
    series.touched = performance.now();
    return series;
  }

  /** Fetches the series of these runs unless they are here already. */
  async load(ids: readonly string[]): Promise<void> {
    const alone = ids.length === 1;
    const lacking = ids.filter((id) => {
      const series = this.of(id);
      return (!series.loaded || (alone && !series.whole)) && !this.#loading.has(id);
    });
    await this.#fetch(lacking, alone ? null : bucketsFor(ids.length));
  }

  /** Fetches the points that came since, of runs whose series are held. */
  async catchUp(): Promise<void> {
    const held = [...this.#series].filter(([, series]) => series.loaded);
    const thinned = held.filter(([, series]) => !series.whole).map(([id]) => id);
    await this.#fetch(thinned, bucketsFor(thinned.length));
    await this.#fetch(
      held.filter(([, series]) => series.whole).map(([id]) => id),
      null,
    );
  }

  apply(chunks: readonly SeriesChunk[]): void {
    const gaps = new Set<string>();
    for (const points of chunks) {
      const series = this.#series.get(points.run);
      if (series === undefined || series.append(points)) continue;
      if (this.#loading.has(points.run)) this.#missed.add(points.run);
      else if (series.loaded) gaps.add(points.run);
    }
    if (gaps.size > 0) void this.#fetch([...gaps], null).catch(this.#failed);
  }

  /** A run whose points are too many to be streamed has more of them: fetched where it is looked at, now and then. */
  lag(id: string): void {
    if (this.#series.get(id)?.loaded !== true || this.#lagging.has(id)) return;
    this.#lagging.add(id);
    setTimeout(() => {
      this.#lagging.delete(id);
      if (this.#series.has(id)) void this.#fetch([id], null).catch(this.#failed);
    }, lagRest);
  }

  truncate(id: string, length: number): void {
    this.#series.get(id)?.truncate(length);
  }

  drop(id: string): void {
    this.#series.delete(id);
  }

  /** @param buckets of series of runs that have ended; null: all points */
  async #fetch(ids: readonly string[], buckets: number | null): Promise<void> {
    const batches = this.#batches(ids);
    const work = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        await this.#fetchBatch(batch.ids, batch.ended ? buckets : null);
      }
    };
    await Promise.all(Array.from({ length: callsAtOnce }, work));
  }

  #batches(ids: readonly string[]): { readonly ids: string[]; readonly ended: boolean }[] {
    const batches: { ids: string[]; ended: boolean; points: number }[] = [];
    for (const id of ids) {
      const { ended, points } = this.#factsOf(id) ?? { ended: false, points: pointsPerCall / 20 };
      const last = batches.findLast((batch) => batch.ended === ended);
      if (last !== undefined && last.ids.length < runsPerCall && last.points + points <= pointsPerCall) {
        last.ids.push(id);
        last.points += points;
      } else batches.push({ ids: [id], ended, points });
    }
    return batches;
  }

  async #fetchBatch(ids: readonly string[], buckets: number | null): Promise<void> {
    const runs = ids.filter((id) => !this.#loading.has(id));
    if (runs.length === 0) return;
    for (const id of runs) this.#loading.add(id);
    try {
      const from = Object.fromEntries(runs.map((id) => [id, buckets === null ? this.of(id).nextEpoch : 1]));
      const asked = { runs, from, ...(buckets === null ? {} : { buckets }) };
      const chunks = await unpackSeries(await this.#api.runs.packedSeries(asked));
      for (const chunk of chunks) this.#series.get(chunk.run)?.append(chunk, true);
      for (const id of runs) this.#series.get(id)?.markLoaded();
      this.#loads += 1;
    } finally {
      for (const id of runs) this.#loading.delete(id);
    }
    const again = runs.filter((id) => this.#missed.delete(id));
    if (again.length > 0) await this.#fetch(again, null);
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

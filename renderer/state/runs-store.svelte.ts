/**
 * Every run that the window knows: fetched once, then kept up by the changes stream; series only for runs that a
 * view has asked for, and after a gap only what is missing.
 */
import type { ChangeEvent, RunSummary, SeriesChunk } from '../../main/api/contract/index.ts';
import { byNewest, isActive } from './run-order.ts';
import { RunSeries } from './run-series.svelte.ts';

/** The calls that the store makes: a slice of the API's client. */
export interface RunsApi {
  readonly runs: {
    list(input?: { limit?: number }): Promise<RunSummary[]>;
    series(input: { runs: string[]; from?: Record<string, number> }): Promise<SeriesChunk[]>;
  };
}

export interface RunProgress {
  readonly epoch: number;
  /** Part of the epoch's steps done, 0 to 1. */
  readonly fraction: number;
}

/** `runs.series` takes at most this many runs at once. */
const seriesPerCall = 200;
/** Series of runs that no view has asked for lately are let go beyond this many. */
const seriesKept = 256;

export class RunsStore {
  readonly #api: RunsApi;
  readonly #runs = new Map<string, RunSummary>();
  readonly #series = new Map<string, RunSeries>();
  readonly #progress = new Map<string, RunProgress>();
  readonly #loading = new Set<string>();
  /** Runs whose points came while their history was on its way, and did not fit yet. */
  readonly #missed = new Set<string>();
  #clock = 0;
  /** How many times series have come. */
  #loads = $state(0);
  #version = $state(0);
  #progressVersion = $state(0);
  #loaded = $state(false);
  #failure = $state.raw<unknown>(null);
  readonly #all = $derived.by(() => (this.#version >= 0 ? [...this.#runs.values()].sort(byNewest) : []));
  readonly #active = $derived(this.#all.find((run) => run.status === 'running') ?? this.#all.find(isActive) ?? null);

  constructor(api: RunsApi) {
    this.#api = api;
  }

  /** Newest first. */
  get all(): readonly RunSummary[] {
    return this.#all;
  }

  /** Whether the list has been fetched once. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Why the list could not be fetched; null when it was. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The run that holds the furnace: running, else paused. */
  get active(): RunSummary | null {
    return this.#active;
  }

  get(id: string): RunSummary | undefined {
    return this.#version >= 0 ? this.#runs.get(id) : undefined;
  }

  progress(id: string): RunProgress | undefined {
    return this.#progressVersion >= 0 ? this.#progress.get(id) : undefined;
  }

  /** The series of a run as far as they are known; `load` fetches them. */
  series(id: string): RunSeries {
    let series = this.#series.get(id);
    if (series === undefined) {
      // A computation does not follow state that is made inside it: whoever asks first follows the loads instead.
      this.#followLoads();
      series = new RunSeries();
      this.#series.set(id, series);
      this.#evict();
    }
    this.#clock += 1;
    series.touched = this.#clock;
    return series;
  }

  /** Fetches the list, and for runs whose series are held the points that came since. Also after a reconnect. */
  async refresh(): Promise<void> {
    try {
      const list = await this.#api.runs.list({ limit: 100_000 });
      this.#runs.clear();
      for (const run of list) this.#runs.set(run.id, run);
      this.#loaded = true;
      this.#failure = null;
      this.#version += 1;
      await this.#fetchSeries([...this.#series].filter(([, series]) => series.loaded).map(([id]) => id));
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** Fetches the series of these runs unless they are here already. */
  async load(ids: readonly string[]): Promise<void> {
    await this.#fetchSeries(ids.filter((id) => !this.series(id).loaded && !this.#loading.has(id)));
  }

  /** Takes in one batch of the changes stream. `resync` is the feed's to answer, with `refresh`. */
  apply(events: readonly ChangeEvent[]): void {
    let runsChanged = false;
    let progressed = false;
    const gaps = new Set<string>();
    for (const event of events) {
      switch (event.kind) {
        case 'run': {
          // A run that goes on from a checkpoint repeats epochs: what came after it is no longer true.
          if (event.run.epochsDone < (this.#runs.get(event.run.id)?.epochsDone ?? 0)) {
            this.#series.get(event.run.id)?.truncate(event.run.epochsDone);
          }
          this.#runs.set(event.run.id, event.run);
          runsChanged = true;
          break;
        }
        case 'runRemoved':
          this.#runs.delete(event.id);
          this.#series.delete(event.id);
          this.#progress.delete(event.id);
          runsChanged = true;
          break;
        case 'points': {
          const series = this.#series.get(event.points.run);
          if (series === undefined || series.append(event.points)) break;
          if (this.#loading.has(event.points.run)) this.#missed.add(event.points.run);
          else if (series.loaded) gaps.add(event.points.run);
          break;
        }
        case 'progress':
          this.#progress.set(event.run, { epoch: event.epoch, fraction: event.fraction });
          progressed = true;
          break;
        case 'dataset':
        case 'datasetRemoved':
        case 'resync':
          break;
        default:
          event satisfies never;
      }
    }
    if (runsChanged) this.#version += 1;
    if (progressed) this.#progressVersion += 1;
    if (gaps.size > 0) void this.#fetchSeries([...gaps]).catch(this.#keepFailure);
  }

  /** Shows a change at once; the stream confirms it. */
  put(run: RunSummary): void {
    this.#runs.set(run.id, run);
    this.#version += 1;
  }

  drop(id: string): void {
    if (this.#runs.delete(id)) this.#version += 1;
  }

  readonly #keepFailure = (error: unknown): void => {
    this.#failure = error;
  };

  async #fetchSeries(ids: readonly string[]): Promise<void> {
    for (let first = 0; first < ids.length; first += seriesPerCall) {
      const runs = ids.slice(first, first + seriesPerCall).filter((id) => !this.#loading.has(id));
      if (runs.length === 0) continue;
      for (const id of runs) this.#loading.add(id);
      try {
        const from = Object.fromEntries(runs.map((id) => [id, this.series(id).nextEpoch]));
        for (const chunk of await this.#api.runs.series({ runs, from })) this.#series.get(chunk.run)?.append(chunk);
        for (const id of runs) this.#series.get(id)?.markLoaded();
        this.#loads += 1;
      } finally {
        for (const id of runs) this.#loading.delete(id);
      }
      const again = runs.filter((id) => this.#missed.delete(id));
      if (again.length > 0) await this.#fetchSeries(again);
    }
  }

  #followLoads(): number {
    return this.#loads;
  }

  #evict(): void {
    if (this.#series.size <= seriesKept) return;
    const oldest = [...this.#series].sort(([, left], [, right]) => left.touched - right.touched);
    for (const [id] of oldest.slice(0, this.#series.size - seriesKept)) this.#series.delete(id);
  }
}

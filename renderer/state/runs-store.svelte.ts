/**
 * The runs that the window has to do with: those at work, the latest, and those that a view has asked for by id;
 * never all of them. The changes stream keeps them up; series are held only of runs that a view looks at, and after
 * a gap only what is missing is fetched. Long lists are found and paged by `run-search` and `run-pages`.
 */
import {
  mostStreamed,
  type ChangeEvent,
  type RunCounts,
  type RunStatus,
  type RunSummary,
  type SeriesChunk,
} from '../../main/api/contract/index.ts';
import { byNewest, isActive, isFinal } from './run-order.ts';
import { SeriesStore, type SeriesApi } from './series-store.svelte.ts';
import type { RunSeries } from './run-series.svelte.ts';

/** The calls that the store makes: a slice of the API's client. */
export interface RunsApi extends SeriesApi {
  readonly runs: SeriesApi['runs'] & {
    list(input?: { status?: RunStatus[]; limit?: number; mostMetrics?: number }): Promise<RunSummary[]>;
    rows(input: { ids: string[]; mostMetrics?: number }): Promise<RunSummary[]>;
    counts(): Promise<RunCounts>;
  };
}

export interface RunProgress {
  readonly epoch: number;
  /** Part of the epoch's steps done, 0 to 1. */
  readonly fraction: number;
}

/** What lists of runs are told, after the store itself knows. */
export interface RunsFollower {
  /** `isNew`: it is not among the runs that the store knew. */
  changed(run: RunSummary, isNew: boolean): void;
  removed(id: string): void;
  /** Changes may have been missed: whatever is held may be out of date. */
  refreshed(): void;
}

/** How many of the latest runs are at hand. */
export const recentRuns = 40;
const working: RunStatus[] = ['running', 'paused', 'queued'];
/** Runs kept; beyond it those that no view has asked for in the last minute are let go, never what is looked at. */
const kept = 1000;
const inUse = 60_000;
/** After a break, as many of them are fetched anew; the others when they are asked for. */
const keptOver = 200;
/** `runs.rows` is asked for at most this many at once. */
const rowsPerCall = 200;
/** Counts are asked for at most this often; milliseconds. */
const rest = 250;

const noCounts: RunCounts = { total: 0, byStatus: {}, archived: 0 };

export class RunsStore {
  readonly #api: RunsApi;
  readonly #series: SeriesStore;
  readonly #runs = new Map<string, RunSummary>();
  readonly #touched = new Map<string, number>();
  readonly #gone = new Set<string>();
  readonly #wanted = new Set<string>();
  readonly #progress = new Map<string, RunProgress>();
  readonly #followers = new Set<RunsFollower>();
  #version = $state(0);
  #progressVersion = $state(0);
  #loaded = $state(false);
  #failure = $state.raw<unknown>(null);
  #counts = $state.raw<RunCounts>(noCounts);
  #catching = false;
  #behind = false;
  /** One of the latest runs was removed: an older one takes its place. */
  #short = false;
  readonly #newest = $derived.by(() =>
    this.#version >= 0 ? [...this.#runs.values()].filter((run) => !run.archived).sort(byNewest) : [],
  );
  readonly #recent = $derived(this.#newest.slice(0, recentRuns));
  readonly #working = $derived(this.#newest.filter((run) => !isFinal(run)));
  readonly #active = $derived(
    this.#working.find((run) => run.status === 'running') ?? this.#working.find(isActive) ?? null,
  );

  constructor(api: RunsApi) {
    this.#api = api;
    this.#series = new SeriesStore(api, this.#keepFailure, (id) => {
      const run = this.#runs.get(id);
      if (run === undefined) return undefined;
      return { ended: isFinal(run), points: run.epochsDone * run.metricCount };
    });
  }

  /** The latest runs, newest first. */
  get recent(): readonly RunSummary[] {
    return this.#recent;
  }

  /** All that run, are paused or wait, newest first. */
  get working(): readonly RunSummary[] {
    return this.#working;
  }

  /** Of all runs that there are. */
  get counts(): RunCounts {
    return this.#counts;
  }

  /** Whether the runs at work and the latest have been fetched once. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Why they could not be fetched; null when they were. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The run that holds the furnace: running, else paused. */
  get active(): RunSummary | null {
    return this.#active;
  }

  /** A run that is not at hand is fetched; see `isGone`. */
  get(id: string): RunSummary | undefined {
    this.#touched.set(id, performance.now());
    const run = this.#version >= 0 ? this.#runs.get(id) : undefined;
    if (run === undefined && id !== '') this.#want(id);
    return run;
  }

  /** A run that is at hand; one that is not is not fetched. */
  held(id: string): RunSummary | undefined {
    return this.#runs.get(id);
  }

  /** Whether a run that was asked for is not there: it was removed, or never was. */
  isGone(id: string): boolean {
    return this.#version >= 0 && this.#gone.has(id);
  }

  progress(id: string): RunProgress | undefined {
    return this.#progressVersion >= 0 ? this.#progress.get(id) : undefined;
  }

  /** The series of a run as far as they are known; `load` fetches them. */
  series(id: string): RunSeries {
    return this.#series.of(id);
  }

  /** Fetches the series of these runs unless they are here already. */
  async load(ids: readonly string[]): Promise<void> {
    await this.#series.load(ids);
  }

  /** Tells of every change until the returned function is called. */
  follow(follower: RunsFollower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Fetches what is at hand, and for runs whose series are held the points that came since. Also after a reconnect. */
  async refresh(): Promise<void> {
    try {
      const ids = [...this.#runs.keys()].sort((one, two) => this.#touchedAt(two) - this.#touchedAt(one));
      const [active, recent, counts, others] = await Promise.all([
        this.#api.runs.list({ status: working, mostMetrics: mostStreamed }),
        this.#api.runs.list({ limit: recentRuns, mostMetrics: mostStreamed }),
        this.#api.runs.counts(),
        ids.length === 0 ? [] : this.#api.runs.rows({ ids: ids.slice(0, keptOver), mostMetrics: mostStreamed }),
      ]);
      this.#runs.clear();
      this.#gone.clear();
      for (const run of [...others, ...recent, ...active]) this.#runs.set(run.id, run);
      for (const id of ids.slice(0, keptOver)) if (!this.#runs.has(id)) this.#gone.add(id);
      this.#counts = counts;
      this.#loaded = true;
      this.#failure = null;
      this.#version += 1;
      for (const follower of this.#followers) follower.refreshed();
      await this.#series.catchUp();
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** Takes in one batch of the changes stream. `resync` is the feed's to answer, with `refresh`. */
  apply(events: readonly ChangeEvent[]): void {
    const points: SeriesChunk[] = [];
    let progressed = false;
    for (const event of events) {
      switch (event.kind) {
        case 'run':
          // A run that goes on from a checkpoint repeats epochs: what came after it is no longer true.
          if (event.run.epochsDone < (this.#runs.get(event.run.id)?.epochsDone ?? 0)) {
            this.#series.truncate(event.run.id, event.run.epochsDone);
          }
          this.put(event.run);
          break;
        case 'runRemoved':
          this.drop(event.id);
          break;
        case 'points':
          points.push(event.points);
          break;
        case 'morePoints':
          this.#series.lag(event.run);
          break;
        case 'progress':
          this.#progress.set(event.run, { epoch: event.epoch, fraction: event.fraction });
          progressed = true;
          break;
        case 'samples':
        case 'queue':
        case 'dataset':
        case 'datasetRemoved':
        case 'views':
        case 'resync':
          break;
        default:
          event satisfies never;
      }
    }
    if (points.length > 0) this.#series.apply(points);
    if (progressed) this.#progressVersion += 1;
  }

  /** A run as it is now: from the stream, or shown at once, and the stream confirms it. */
  put(run: RunSummary): void {
    const before = this.#runs.get(run.id);
    this.#runs.set(run.id, run);
    this.#gone.delete(run.id);
    if (before === undefined) this.#evict();
    this.#version += 1;
    this.#short ||= run.archived && before?.archived === false;
    if (before?.status !== run.status || before.archived !== run.archived) this.#catchUp();
    for (const follower of this.#followers) follower.changed(run, before === undefined);
  }

  drop(id: string): void {
    this.#short ||= this.#recent.some((run) => run.id === id);
    this.#series.drop(id);
    this.#progress.delete(id);
    this.#gone.add(id);
    this.#runs.delete(id);
    this.#version += 1;
    this.#catchUp();
    for (const follower of this.#followers) follower.removed(id);
  }

  readonly #keepFailure = (error: unknown): void => {
    this.#failure = error;
  };

  /** Counts the runs again, and fills up the latest. */
  #catchUp(): void {
    this.#behind = true;
    if (this.#catching || !this.#loaded) return;
    this.#catching = true;
    void this.#ask().finally(() => (this.#catching = false));
  }

  async #ask(): Promise<void> {
    while (this.#behind) {
      this.#behind = false;
      try {
        this.#counts = await this.#api.runs.counts();
        if (this.#short) {
          this.#short = false;
          for (const run of await this.#api.runs.list({ limit: recentRuns })) {
            if (!this.#runs.has(run.id) && !this.#gone.has(run.id)) this.#runs.set(run.id, run);
          }
          this.#version += 1;
        }
      } catch (error) {
        this.#failure = error;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
  }

  /** Asked for while something is being computed: what is fetched then shows with the next version. */
  #want(id: string): void {
    if (this.#wanted.has(id) || this.#gone.has(id)) return;
    this.#wanted.add(id);
    if (this.#wanted.size === 1) queueMicrotask(() => void this.#fetch().catch(this.#keepFailure));
  }

  async #fetch(): Promise<void> {
    const ids = [...this.#wanted];
    try {
      for (let first = 0; first < ids.length; first += rowsPerCall) {
        const asked = ids.slice(first, first + rowsPerCall);
        for (const run of await this.#api.runs.rows({ ids: asked, mostMetrics: mostStreamed })) {
          if (!this.#runs.has(run.id)) this.#runs.set(run.id, run);
        }
        for (const id of asked) {
          this.#wanted.delete(id);
          if (!this.#runs.has(id)) this.#gone.add(id);
        }
        this.#version += 1;
      }
    } finally {
      for (const id of ids) this.#wanted.delete(id);
      this.#evict();
    }
    if (this.#wanted.size > 0) await this.#fetch();
  }

  #touchedAt(id: string): number {
    return this.#touched.get(id) ?? -Infinity;
  }

  #evict(): void {
    if (this.#runs.size <= kept) return;
    const needed = new Set([...this.#recent, ...this.#working].map(({ id }) => id));
    const since = performance.now() - inUse;
    const idle = [...this.#runs.keys()].filter((id) => !needed.has(id) && this.#touchedAt(id) < since);
    idle.sort((one, two) => this.#touchedAt(one) - this.#touchedAt(two));
    for (const id of idle.slice(0, this.#runs.size - kept)) {
      this.#runs.delete(id);
      this.#touched.delete(id);
    }
  }
}

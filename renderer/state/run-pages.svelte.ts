/** Rows of a long list of runs: only those in sight are fetched, with the metrics in sight, and kept up by changes. */
import type { RunSummary } from '../../main/api/contract/index.ts';

/** The calls that are made: a slice of the API's client. */
export interface PagesApi {
  readonly runs: { rows(input: { ids: string[]; metrics?: string[] }): Promise<RunSummary[]> };
}

interface Row {
  run: RunSummary;
  /** Metrics that it was asked for; null: all that it has. */
  metrics: ReadonlySet<string> | null;
  /** Changes of it may have been missed. */
  stale: boolean;
}

/** One call asks for at most so many runs. */
const perCall = 200;
/** Rows kept; those fetched first go first. */
const kept = 2000;
/** Readings in sight that changes do not carry are fetched at most this often; milliseconds. */
const rest = 1000;

export class RunPages {
  readonly #api: PagesApi;
  readonly #report: (error: unknown) => void;
  readonly #rows = new Map<string, Row>();
  readonly #gone = new Set<string>();
  #version = $state(0);
  #wanted: { readonly ids: readonly string[]; readonly metrics: readonly string[] } = { ids: [], metrics: [] };
  #busy = false;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(api: PagesApi, report: (error: unknown) => void) {
    this.#api = api;
    this.#report = report;
  }

  /** Undefined while it is not here. */
  get(id: string): RunSummary | undefined {
    return this.#version >= 0 ? this.#rows.get(id)?.run : undefined;
  }

  /** These rows are in sight, with these metrics: what is missing of them is fetched. */
  async show(ids: readonly string[], metrics: readonly string[]): Promise<void> {
    this.#wanted = { ids, metrics };
    if (this.#busy) return;
    this.#busy = true;
    try {
      // What is in sight may have moved on while a call was on its way.
      for (let asked = this.#missing(); asked.length > 0; asked = this.#missing()) {
        const wanted = this.#wanted.metrics;
        this.#take(asked, wanted, await this.#api.runs.rows({ ids: asked, metrics: [...wanted] }));
      }
    } catch (error) {
      this.#report(error);
    } finally {
      this.#busy = false;
    }
  }

  /** A run with more readings than a change carries keeps those that it had until they are fetched again. */
  changed(run: RunSummary): void {
    this.#gone.delete(run.id);
    const before = this.#rows.get(run.id);
    if (before === undefined) return;
    const came = Object.keys(run.metrics);
    const isWhole = came.length >= run.metricCount;
    const metrics = isWhole ? run.metrics : { ...before.run.metrics, ...run.metrics };
    this.#rows.set(run.id, { run: { ...run, metrics }, metrics: isWhole ? null : new Set(came), stale: false });
    this.#version += 1;
    if (isWhole || this.#wanted.metrics.every((name) => name in run.metrics)) return;
    if (this.#later !== undefined) return;
    this.#later = setTimeout(() => {
      this.#later = undefined;
      void this.show(this.#wanted.ids, this.#wanted.metrics);
    }, rest);
  }

  removed(id: string): void {
    this.#gone.add(id);
    if (this.#rows.delete(id)) this.#version += 1;
  }

  /** Changes may have been missed: what is in sight is fetched anew, and shown as it was until then. */
  refreshed(): void {
    this.#gone.clear();
    for (const row of this.#rows.values()) row.stale = true;
    void this.show(this.#wanted.ids, this.#wanted.metrics);
  }

  #missing(): string[] {
    const { ids, metrics } = this.#wanted;
    return ids
      .filter((id) => {
        if (this.#gone.has(id)) return false;
        const row = this.#rows.get(id);
        if (row === undefined || row.stale) return true;
        const known = row.metrics;
        return known !== null && metrics.some((name) => !known.has(name));
      })
      .slice(0, perCall);
  }

  #take(asked: readonly string[], metrics: readonly string[], runs: readonly RunSummary[]): void {
    const came = new Map(runs.map((run) => [run.id, run]));
    for (const id of asked) {
      const run = came.get(id);
      const before = this.#rows.get(id);
      this.#rows.delete(id);
      if (run === undefined) this.#gone.add(id);
      // A change that came meanwhile is complete, and later than this answer.
      else if (before?.metrics === null && !before.stale) this.#rows.set(id, before);
      else {
        // Metrics that were fetched before stay beside these, unless they may be out of date.
        const old = before === undefined || before.stale ? null : before;
        const known = new Set([...(old?.metrics ?? []), ...metrics]);
        const all = { ...old?.run.metrics, ...run.metrics };
        this.#rows.set(id, { run: { ...run, metrics: all }, metrics: known, stale: false });
      }
    }
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= kept) break;
      this.#rows.delete(id);
    }
    this.#version += 1;
  }
}

/** What most runs on a data set have, asked once a data set and again when its runs have become others. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import { unusualLabel } from './run-labels.ts';
import type { RunsStore } from './runs-store.svelte.ts';
import type { Settings } from './setting-words.ts';

/** The call that is made: a slice of the API's client. */
export interface UsualApi {
  readonly runs: { usual(input: { datasetId: string }): Promise<{ runs: number; settings: Settings }> };
}

/** While runs come, a data set is asked for again at most this often; milliseconds. */
const rest = 1000;
/** Data sets remembered. */
const most = 200;

interface Known {
  usual: { readonly runs: number; readonly settings: Settings } | null;
  asking: boolean;
  stale: boolean;
}

export class UsualSettings {
  readonly #api: UsualApi;
  readonly #report: (error: unknown) => void;
  readonly #known = new Map<string, Known>();
  readonly #labels = new WeakMap<Settings, { readonly usual: Settings; readonly label: string }>();
  #version = $state(0);

  constructor(api: UsualApi, runs: Pick<RunsStore, 'follow'>, report: (error: unknown) => void) {
    this.#api = api;
    this.#report = report;
    runs.follow({
      changed: (run, isNew) => {
        if (isNew || run.status === 'queued') this.#outdate(run.dataset.id);
      },
      // Which data set it was on is not told.
      removed: () => {
        for (const id of this.#known.keys()) this.#outdate(id);
      },
      refreshed: () => {
        for (const id of this.#known.keys()) this.#outdate(id);
      },
    });
  }

  /** Null where there is no other run to tell by, or while it is being asked. */
  settings(run: RunSummary): Settings | null {
    const usual = this.#of(run.dataset.id);
    return usual === null || usual.runs < 2 ? null : usual.settings;
  }

  /** Empty where nothing differs. */
  label(run: RunSummary): string {
    const usual = this.#of(run.dataset.id)?.settings;
    if (usual === undefined) return '';
    const kept = this.#labels.get(run.settings);
    if (kept?.usual === usual) return kept.label;
    const label = unusualLabel(run.settings, usual);
    this.#labels.set(run.settings, { usual, label });
    return label;
  }

  #of(datasetId: string): Known['usual'] {
    let known = this.#version >= 0 ? this.#known.get(datasetId) : undefined;
    if (known === undefined) {
      known = { usual: null, asking: false, stale: true };
      this.#known.set(datasetId, known);
      for (const oldest of this.#known.keys()) {
        if (this.#known.size <= most) break;
        this.#known.delete(oldest);
      }
      void this.#ask(datasetId, known);
    }
    return known.usual;
  }

  #outdate(datasetId: string): void {
    const known = this.#known.get(datasetId);
    if (known === undefined) return;
    known.stale = true;
    void this.#ask(datasetId, known);
  }

  async #ask(datasetId: string, known: Known): Promise<void> {
    if (known.asking) return;
    known.asking = true;
    while (known.stale && this.#known.get(datasetId) === known) {
      known.stale = false;
      try {
        known.usual = await this.#api.runs.usual({ datasetId });
        this.#version += 1;
      } catch (error) {
        this.#report(error);
        this.#known.delete(datasetId);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
    known.asking = false;
  }
}

/**
 * The first-run tour: from a sample to a trained model that predicts. It shows the way and lets the person do each thing;
 * where one cannot be done yet, it waits.
 */
import type { RunSummary } from '../../main/api/contract/index.ts';
import type { Client } from '../connection/connection.svelte.ts';
import type { Router } from '../router.svelte.ts';
import { readStored, writeStored } from '../storage.ts';
import { isFinal } from './run-order.ts';
import type { RunsStore } from './runs-store.svelte.ts';

export const tourSteps = ['data', 'model', 'train', 'result', 'predict'] as const;
export type TourStep = (typeof tourSteps)[number];

/** The sample that the tour is about. */
const sample = 'iris';

interface Progress {
  readonly step: TourStep;
  readonly dataset: string;
  /** Runs made before this moment, in milliseconds since 1970, are not the tour's. */
  readonly since: number;
}

export class Tour {
  readonly #client: Client;
  readonly #router: Router;
  readonly #runs: RunsStore;
  readonly #now: () => number;
  #progress = $state.raw<Progress | null>(null);
  #starting = $state(false);
  /** The first run on the sample since the tour began. */
  readonly #run = $derived.by((): RunSummary | null => {
    const progress = this.#progress;
    if (progress === null) return null;
    const own = this.#runs.recent.filter(
      ({ dataset, createdAt }) => dataset.id === progress.dataset && createdAt >= progress.since,
    );
    return own.at(-1) ?? null;
  });

  constructor(client: Client, router: Router, runs: RunsStore, now: () => number = Date.now) {
    this.#client = client;
    this.#router = router;
    this.#runs = runs;
    this.#now = now;
    this.#progress = restore();
  }

  /** Null while no tour is on. */
  get step(): TourStep | null {
    return this.#progress?.step ?? null;
  }

  get starting(): boolean {
    return this.#starting;
  }

  /** The tour's own run, once the person has pressed Train. */
  get run(): RunSummary | null {
    return this.#run;
  }

  /** What has to happen before the next step, if it has not. */
  get waitsFor(): 'train' | 'end' | null {
    if (this.step === 'model' && this.#run === null) return 'train';
    if (this.step === 'train' && (this.#run === null || !isFinal(this.#run))) return 'end';
    return null;
  }

  /** Brings the sample in and begins there. */
  async start(): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    try {
      const source = { kind: 'sample' as const, name: sample };
      let dataset: string | null = null;
      for await (const event of await this.#client.datasets.import({ source, name: sample })) {
        if (event.kind === 'done') dataset = event.dataset.id;
      }
      if (dataset === null) return;
      this.#set({ step: 'data', dataset, since: this.#now() });
      this.#router.go(this.path);
    } finally {
      this.#starting = false;
    }
  }

  next(): void {
    const progress = this.#progress;
    if (progress === null || this.waitsFor !== null) return;
    const following = tourSteps[tourSteps.indexOf(progress.step) + 1];
    if (following === undefined) {
      this.end();
      return;
    }
    this.#set({ ...progress, step: following });
    this.#router.go(this.path);
  }

  back(): void {
    const progress = this.#progress;
    const before = progress === null ? undefined : tourSteps[tourSteps.indexOf(progress.step) - 1];
    if (progress === null || before === undefined) return;
    this.#set({ ...progress, step: before });
    this.#router.go(this.path);
  }

  end(): void {
    this.#set(null);
  }

  /** Follows the person: who presses Train is at the next step. */
  follow(): void {
    const progress = this.#progress;
    if (progress?.step === 'model' && this.#run !== null && this.#router.view === 'training') {
      this.#set({ ...progress, step: 'train' });
    }
  }

  /** Where the step is; for one who has strayed from it. */
  get path(): string {
    const progress = this.#progress;
    const run = this.#run?.id ?? '';
    if (progress === null) return '/home';
    switch (progress.step) {
      case 'data':
        return `/data/${progress.dataset}`;
      case 'model':
        return `/models?data=${progress.dataset}`;
      case 'train':
        return '/training';
      case 'result':
        return `/runs/${run}`;
      case 'predict':
        return `/runs/${run}?tab=predict`;
      default:
        return progress.step satisfies never;
    }
  }

  #set(progress: Progress | null): void {
    this.#progress = progress;
    writeStored('tour', progress === null ? null : JSON.stringify(progress));
  }
}

/** A tour that a reload interrupted goes on. */
function restore(): Progress | null {
  try {
    const stored = JSON.parse(readStored('tour') ?? '') as Partial<Progress>;
    const step = tourSteps.find((known) => known === stored.step);
    if (step === undefined || typeof stored.dataset !== 'string' || typeof stored.since !== 'number') return null;
    return { step, dataset: stored.dataset, since: stored.since };
  } catch {
    return null;
  }
}

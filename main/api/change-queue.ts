/** What one listener has yet to be told: changes melt together while it waits, and never grow past a bound. */
import type { StoreChange, SystemSample } from '../experiments/records.ts';
import type { QueueState, RunProgress } from '../runner/runner.ts';
import { mostStreamed, type ChangeEvent, type RunQueueState, type SeriesChunk } from './contract/index.ts';

/** Reads what an id stands for now; undefined where it is gone. */
export interface ChangeReader {
  run(id: string): Extract<ChangeEvent, { kind: 'run' }>['run'] | undefined;
  views(): Extract<ChangeEvent, { kind: 'views' }>['views'];
  dataset(id: string): Extract<ChangeEvent, { kind: 'dataset' }>['dataset'] | undefined;
}

/** A copy that nobody else changes. */
export function toQueueState({ running, waiting, held, concurrency }: QueueState): RunQueueState {
  return { running: [...running], waiting: [...waiting], held, concurrency };
}

/** More runs than this are read faster by whoever looks at some of them than one by one for everybody. */
const mostRuns = 500;

export class ChangeQueue {
  /** Ids whose latest state is to be sent; false: that they are gone. */
  readonly #runs = new Map<string, boolean>();
  readonly #datasets = new Map<string, boolean>();
  readonly #points = new Map<string, SeriesChunk[]>();
  /** The last epoch of runs that have more points than are streamed. */
  readonly #more = new Map<string, number>();
  readonly #progress = new Map<string, RunProgress>();
  readonly #samples = new Map<string, { first: number; readonly samples: SystemSample[] }>();
  #queue: QueueState | null = null;
  #views = false;
  #size = 0;
  #overflowed = false;
  readonly #limit: number;

  /** @param limit the most ids and point values kept; beyond it the listener is told to fetch anew */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return !this.#overflowed && this.#size === 0;
  }

  add(change: StoreChange): void {
    if (this.#overflowed) return;
    switch (change.kind) {
      case 'run':
      case 'runRemoved':
        this.#mark(this.#runs, change.id, change.kind === 'run');
        break;
      case 'dataset':
      case 'datasetRemoved':
        this.#mark(this.#datasets, change.id, change.kind === 'dataset');
        break;
      case 'views':
        if (!this.#views) this.#size += 1;
        this.#views = true;
        break;
      case 'points':
        this.#addPoints(change.id, change.epoch, Object.entries(change.metrics));
        // The epoch is over: how far it had come is no news any more.
        if (this.#progress.delete(change.id)) this.#size -= 1;
        break;
      case 'sample':
        this.#addSample(change.id, change.index, change.sample);
        break;
      default:
        change satisfies never;
    }
    this.#checkBound();
  }

  addProgress(progress: RunProgress): void {
    if (this.#overflowed) return;
    if (!this.#progress.has(progress.run)) this.#size += 1;
    this.#progress.set(progress.run, progress);
    this.#checkBound();
  }

  /** Only its latest state counts. */
  addQueue(state: QueueState): void {
    if (this.#overflowed) return;
    if (this.#queue === null) this.#size += 1;
    this.#queue = state;
    this.#checkBound();
  }

  /** All that is waiting, as one batch; the queue is empty afterwards. */
  take(reader: ChangeReader): ChangeEvent[] {
    const events: ChangeEvent[] = [];
    if (this.#overflowed) {
      events.push({ kind: 'resync' });
    } else {
      for (const [id, exists] of this.#datasets) {
        const dataset = exists ? reader.dataset(id) : undefined;
        events.push(dataset === undefined ? { kind: 'datasetRemoved', id } : { kind: 'dataset', dataset });
      }
      for (const [id, exists] of this.#runs) {
        const run = exists ? reader.run(id) : undefined;
        events.push(run === undefined ? { kind: 'runRemoved', id } : { kind: 'run', run });
      }
      if (this.#views) events.push({ kind: 'views', views: reader.views() });
      if (this.#queue !== null) events.push({ kind: 'queue', queue: toQueueState(this.#queue) });
      for (const chunks of this.#points.values()) {
        for (const points of chunks) events.push({ kind: 'points', points });
      }
      for (const [run, epoch] of this.#more) events.push({ kind: 'morePoints', run, epoch });
      for (const [run, { first, samples }] of this.#samples) events.push({ kind: 'samples', run, first, samples });
      for (const progress of this.#progress.values()) events.push({ kind: 'progress', ...progress });
    }
    this.#clear();
    this.#overflowed = false;
    return events;
  }

  #mark(map: Map<string, boolean>, id: string, exists: boolean): void {
    if (!map.has(id)) this.#size += 1;
    map.set(id, exists);
  }

  #addPoints(run: string, epoch: number, metrics: readonly [string, number][]): void {
    if (metrics.length > mostStreamed) {
      if (!this.#more.has(run)) this.#size += 1;
      this.#more.set(run, epoch);
    } else {
      for (const [metric, value] of metrics) this.#addPoint(run, metric, epoch, Number.isFinite(value) ? value : null);
    }
  }

  #addPoint(run: string, metric: string, epoch: number, value: number | null): void {
    const key = JSON.stringify([run, metric]);
    let chunks = this.#points.get(key);
    if (chunks === undefined) {
      chunks = [];
      this.#points.set(key, chunks);
    }
    const last = chunks.at(-1);
    if (last !== undefined && epoch === last.start + last.values.length) last.values.push(value);
    else chunks.push({ run, metric, start: epoch, values: [value] });
    this.#size += 1;
  }

  #addSample(run: string, index: number, sample: SystemSample): void {
    const waiting = this.#samples.get(run);
    if (waiting !== undefined && index === waiting.first + waiting.samples.length) waiting.samples.push(sample);
    else this.#samples.set(run, { first: index, samples: [sample] });
    this.#size += 1;
  }

  #checkBound(): void {
    if (this.#size <= this.#limit && this.#runs.size <= mostRuns) return;
    this.#clear();
    this.#overflowed = true;
  }

  #clear(): void {
    this.#runs.clear();
    this.#datasets.clear();
    this.#points.clear();
    this.#more.clear();
    this.#progress.clear();
    this.#samples.clear();
    this.#queue = null;
    this.#views = false;
    this.#size = 0;
  }
}

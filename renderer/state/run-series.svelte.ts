/** All series of one run, with one version number that charts watch instead of the points. */
import type { PackedSeries, SeriesChunk } from '../../main/api/contract/index.ts';
import { secondsSeries } from '../../main/base/run-seconds.ts';
import type { Curve } from './curve.ts';
import { SeriesBuffer } from './series-buffer.ts';
import { ThinnedSeries, type CurveSource } from './thinned-series.svelte.ts';

export class RunSeries {
  readonly #curves = new Map<string, SeriesBuffer | ThinnedSeries>();
  readonly #source: (metric: string) => CurveSource;
  #version = $state(0);
  #loaded = $state(false);
  /** Curves were forgotten, and are to be fetched. */
  #lacking = false;
  /** When it was last asked for, by `performance.now()`. */
  touched = performance.now();

  /** @param source fetches more of a curve that came thinned */
  constructor(source: (metric: string) => CurveSource) {
    this.#source = source;
  }

  /** Changes whenever a point does. */
  get version(): number {
    return this.#version;
  }

  /** Whether the history has been fetched once, so that an empty series means no points. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Whether no series of it is thinned. */
  get whole(): boolean {
    return [...this.#curves.values()].every((curve) => curve.whole);
  }

  /** Names of the metrics that have points. Reading it follows changes. */
  get metrics(): readonly string[] {
    return this.#version >= 0 ? [...this.#curves.keys()].filter((name) => name !== secondsSeries) : [];
  }

  /** The points of a metric. Not reactive by itself: watch `version`. */
  curve(metric: string): Curve | undefined {
    return this.#curves.get(metric);
  }

  /** The seconds of training at the end of each epoch; undefined where they were not recorded. */
  get seconds(): Curve | undefined {
    return this.curve(secondsSeries);
  }

  /** The first epoch that some metric lacks: what to ask for after a gap. */
  get nextEpoch(): number {
    let shortest = Infinity;
    for (const curve of this.#curves.values()) shortest = Math.min(shortest, curve.whole ? curve.length : 0);
    return Number.isFinite(shortest) ? shortest + 1 : 1;
  }

  /**
   * Takes in a piece; false if epochs before it are missing. `isHistory`: it begins where the metric does, if that is
   * not here yet.
   */
  append(chunk: SeriesChunk | PackedSeries, isHistory = this.#loaded && !this.#lacking): boolean {
    const { metric, start, values } = chunk;
    const held = this.#curves.get(metric);
    if ('epochs' in chunk && chunk.epochs !== null) {
      this.#curves.set(metric, new ThinnedSeries(chunk, this.#source(metric)));
    } else if (held instanceof SeriesBuffer) {
      if (!held.append(start, values)) return false;
    } else {
      if (start > 1 && !isHistory) return false;
      const buffer = new SeriesBuffer();
      buffer.append(1, new Float64Array(start - 1).fill(NaN));
      buffer.append(start, values);
      this.#curves.set(metric, buffer);
    }
    this.#version += 1;
    return true;
  }

  /** Takes in what a thinned curve has asked for of these epochs. */
  refine(metric: string, from: number, to: number, series: PackedSeries | null): void {
    const curve = this.#curves.get(metric);
    if (!(curve instanceof ThinnedSeries)) return;
    curve.refine(from, to, series);
    if (from < to) this.#version += 1;
  }

  /** Forgets the points after epoch `length`; of a thinned curve all, for it cannot be told which they are. */
  truncate(length: number): void {
    for (const [metric, curve] of this.#curves) {
      if (curve instanceof SeriesBuffer) curve.truncate(length);
      else if (curve.length > length) {
        this.#curves.delete(metric);
        this.#lacking = true;
      }
    }
    this.#version += 1;
  }

  markLoaded(): void {
    this.#loaded = true;
    this.#lacking = false;
    this.#version += 1;
  }
}

/** All series of one run, with one version number that charts watch instead of the points. */
import type { PackedSeries, SeriesChunk } from '../../main/api/contract/index.ts';
import { SeriesBuffer } from './series-buffer.ts';

export class RunSeries {
  readonly #buffers = new Map<string, SeriesBuffer>();
  #version = $state(0);
  #loaded = $state(false);
  /** When it was last asked for, by `performance.now()`. */
  touched = performance.now();

  /** Changes whenever a point does. */
  get version(): number {
    return this.#version;
  }

  /** Whether the history has been fetched once, so that an empty series means no points. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Names of the metrics that have points. Reading it follows changes. */
  get metrics(): readonly string[] {
    return this.#version >= 0 ? [...this.#buffers.keys()] : [];
  }

  /** The points of a metric. Not reactive by itself: watch `version`. */
  buffer(metric: string): SeriesBuffer | undefined {
    return this.#buffers.get(metric);
  }

  /** The first epoch that some metric lacks: what to ask for after a gap. */
  get nextEpoch(): number {
    let shortest = Infinity;
    for (const buffer of this.#buffers.values()) shortest = Math.min(shortest, buffer.length);
    return Number.isFinite(shortest) ? shortest + 1 : 1;
  }

  /** Takes in a piece; false if epochs before it are missing. */
  append(chunk: SeriesChunk | PackedSeries): boolean {
    let buffer = this.#buffers.get(chunk.metric);
    if (buffer === undefined) {
      if (chunk.start !== 1) return false;
      buffer = new SeriesBuffer();
      this.#buffers.set(chunk.metric, buffer);
    }
    const fits = buffer.append(chunk.start, chunk.values);
    if (fits) this.#version += 1;
    return fits;
  }

  /** Forgets the points after epoch `length`. */
  truncate(length: number): void {
    for (const buffer of this.#buffers.values()) buffer.truncate(length);
    this.#version += 1;
  }

  markLoaded(): void {
    this.#loaded = true;
    this.#version += 1;
  }
}

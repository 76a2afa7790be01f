/**
 * A long curve as a screen shows it: thinned over all epochs, thinned less over those that are looked at closely, and
 * single readings as they are pointed at. Every reading in it is a true one.
 */
import type { PackedSeries } from '../../main/api/contract/index.ts';
import { placeOf, type Curve, type CurvePiece } from './curve.ts';

/** Fetches more of one curve. */
export interface CurveSource {
  need(from: number, to: number): void;
  needAll(): Promise<void>;
}

interface Detail extends CurvePiece {
  readonly from: number;
  readonly to: number;
}

/** Single readings that are kept; they are fetched again sooner than the memory fills with them. */
const mostReadings = 512;

export class ThinnedSeries implements Curve {
  readonly whole = false;
  readonly length: number;
  readonly #source: CurveSource;
  readonly #all: CurvePiece;
  #detail: Detail | null = null;
  readonly #readings = new Map<number, number>();
  /** Changes whenever a single reading comes: the curve itself looks the same. */
  #version = $state(0);
  readonly #asked = new Set<string>();

  constructor(series: PackedSeries, source: CurveSource) {
    this.#all = withEpochs(series);
    this.length = series.epochs?.at(-1) ?? 0;
    this.#source = source;
  }

  piece(from: number, to: number): CurvePiece {
    const detail = this.#detail;
    return detail !== null && detail.from <= Math.max(1, from) && detail.to >= Math.min(to, this.length)
      ? detail
      : this.#all;
  }

  at(epoch: number): number {
    const known = this.#version >= 0 ? this.#readings.get(epoch) : undefined;
    if (known !== undefined) return known;
    for (const piece of [this.#detail, this.#all]) {
      if (piece === null) continue;
      const place = placeOf(piece, epoch);
      if (piece.epochs?.[place] === epoch) return piece.values[place] ?? NaN;
    }
    return NaN;
  }

  knows(epoch: number): boolean {
    return (
      epoch < 1 ||
      epoch > this.length ||
      (this.#version >= 0 && this.#readings.has(epoch)) ||
      [this.#detail, this.#all].some((piece) => piece !== null && piece.epochs?.[placeOf(piece, epoch)] === epoch)
    );
  }

  near(epoch: number): number {
    if (this.knows(epoch)) return this.at(epoch);
    const { epochs, values } = this.piece(epoch, epoch);
    const place = placeOf({ epochs, values }, epoch);
    const isLower = epoch - (epochs?.[place - 1] ?? -Infinity) < (epochs?.[place] ?? Infinity) - epoch;
    return values[isLower ? place - 1 : place] ?? NaN;
  }

  need(from: number, to: number): void {
    const [first, last] = [Math.max(1, Math.floor(from)), Math.min(this.length, Math.ceil(to))];
    const key = `${String(first)} ${String(last)}`;
    const held = this.#detail;
    if (last < first || (first === 1 && last === this.length) || this.#asked.has(key)) return;
    if (first === last ? this.knows(first) : held?.from === first && held.to === last) return;
    // A picture is drawn again and again while an answer is on its way.
    this.#asked.add(key);
    this.#source.need(first, last);
  }

  async needAll(): Promise<void> {
    await this.#source.needAll();
  }

  /** Takes in what was asked for; null: it could not be had, or there is nothing. */
  refine(from: number, to: number, series: PackedSeries | null): void {
    this.#asked.delete(`${String(from)} ${String(to)}`);
    if (from === to) {
      if (this.#readings.size >= mostReadings) this.#readings.clear();
      this.#readings.set(from, series?.values[0] ?? NaN);
      this.#version += 1;
    } else if (series !== null) this.#detail = { from, to, ...withEpochs(series) };
  }
}

function withEpochs({ start, epochs, values }: PackedSeries): CurvePiece {
  return { epochs: epochs ?? Int32Array.from(values, (_, index) => start + index), values };
}

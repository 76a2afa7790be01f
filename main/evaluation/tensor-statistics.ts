/** What the values of a tensor amount to. They come in slices, twice over, so that a large one need not lie in memory. */

export interface TensorMoments {
  /** Values, those that are not finite included. */
  readonly count: number;
  /** How many are NaN or infinite; all that follows is over the others, and null where there is none. */
  readonly notFinite: number;
  readonly mean: number | null;
  /** Of the values themselves, not of a population that they were drawn from: divided by n, as `numpy.std` does. */
  readonly standardDeviation: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Euclidean: the root of the sum of squares. */
  readonly norm: number | null;
  /** Share of values that are exactly zero, 0 to 1. */
  readonly zeroShare: number | null;
}

/** Sums in float64. Slices are merged as Chan, Golub and LeVeque do (1979), so that a far mean costs no digits. */
export class MomentSums {
  #count = 0;
  #finite = 0;
  #mean = 0;
  /** Sum of squared differences from the mean. */
  #spread = 0;
  #squares = 0;
  #zeros = 0;
  #minimum = Infinity;
  #maximum = -Infinity;

  add(values: Float32Array): void {
    this.#count += values.length;
    let count = 0;
    let sum = 0;
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      count += 1;
      sum += value;
      this.#squares += value * value;
      if (value === 0) this.#zeros += 1;
      if (value < this.#minimum) this.#minimum = value;
      if (value > this.#maximum) this.#maximum = value;
    }
    if (count === 0) return;
    const mean = sum / count;
    let spread = 0;
    for (const value of values) if (Number.isFinite(value)) spread += (value - mean) ** 2;
    const all = this.#finite + count;
    const apart = mean - this.#mean;
    this.#spread += spread + (apart * apart * this.#finite * count) / all;
    this.#mean += (apart * count) / all;
    this.#finite = all;
  }

  moments(): TensorMoments {
    const [count, finite] = [this.#count, this.#finite];
    const known = <Value>(value: Value): Value | null => (finite === 0 ? null : value);
    return {
      count,
      notFinite: count - finite,
      mean: known(this.#mean),
      standardDeviation: known(Math.sqrt(this.#spread / finite)),
      minimum: known(this.#minimum),
      maximum: known(this.#maximum),
      norm: known(Math.sqrt(this.#squares)),
      zeroShare: known(this.#zeros / finite),
    };
  }
}

export interface TensorHistogram {
  /** Lower edge of the first bin and upper edge of the last; bins are equally wide. */
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

/** Counts between two known extremes as `numpy.histogram` does: bins are half open, the last is closed. */
export class HistogramCounts {
  readonly #from: number;
  readonly #to: number;
  readonly #counts: number[];

  /** Values that are all alike lie in the middle of a range of one. */
  constructor(minimum: number, maximum: number, bins: number) {
    const alike = minimum === maximum;
    this.#from = alike ? minimum - 0.5 : minimum;
    this.#to = alike ? maximum + 0.5 : maximum;
    this.#counts = Array.from({ length: bins }, () => 0);
  }

  add(values: Float32Array): void {
    const bins = this.#counts.length;
    const scale = bins / (this.#to - this.#from);
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      let bin = Math.min(bins - 1, Math.floor((value - this.#from) * scale));
      // The product is rounded: what lies beside an edge belongs where the edges themselves say.
      if (bin > 0 && value < this.#edge(bin)) bin -= 1;
      else if (bin < bins - 1 && value >= this.#edge(bin + 1)) bin += 1;
      this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    }
  }

  histogram(): TensorHistogram {
    return { from: this.#from, to: this.#to, counts: [...this.#counts] };
  }

  #edge(bin: number): number {
    return this.#from + (bin * (this.#to - this.#from)) / this.#counts.length;
  }
}

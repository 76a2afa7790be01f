/** What a side's measurements come to. */
import type { Measurement, Quantity } from './case.ts';

export interface SideResult {
  /** The smallest of all: what the machine can do when nothing disturbs it. */
  readonly minimum: number;
  readonly median: number;
  /** Threads of the minimum. */
  readonly threads: number;
}

/** The number of threads whose minimum is least counts; its median is given beside it. Null where nothing was measured. */
export function summarize(
  byThreads: ReadonlyMap<number, readonly Measurement[]>,
  quantity: Quantity,
): SideResult | null {
  let best: SideResult | null = null;
  for (const [threads, measurements] of byThreads) {
    const sorted = measurements.flatMap(({ values }) => values[quantity] ?? []).toSorted((left, right) => left - right);
    const [minimum] = sorted;
    const median = sorted[Math.floor(sorted.length / 2)];
    if (minimum === undefined || median === undefined) continue;
    if (best === null || minimum < best.minimum) best = { minimum, median, threads };
  }
  return best;
}

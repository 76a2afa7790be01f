/** What a side's measurements come to. */
import type { Measurement } from './case.ts';

export interface SideResult {
  /** The smallest of all: what the machine can do when nothing disturbs it. */
  readonly minimum: number;
  readonly median: number;
  /** Threads of the minimum. */
  readonly threads: number;
  readonly loss: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** The number of threads whose minimum is least counts; its median is given beside it. */
export function summarize(byThreads: ReadonlyMap<number, readonly Measurement[]>): SideResult {
  let best: SideResult | null = null;
  for (const [threads, measurements] of byThreads) {
    const sorted = measurements.toSorted((left, right) => left.value - right.value);
    const [first] = sorted;
    const middle = sorted[Math.floor(sorted.length / 2)];
    if (first === undefined || middle === undefined) continue;
    const { value: minimum, loss, versions } = first;
    if (best === null || minimum < best.minimum) best = { minimum, median: middle.value, threads, loss, versions };
  }
  if (best === null) throw new Error('there are no measurements');
  return best;
}

/** Runs that differ in their seed alone, as one: the mean of their curves and its interval. Pure. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import { sampleOf } from '../../main/base/student.ts';
import { SeriesBuffer } from './series-buffer.ts';

/** Compared runs of one experiment, the first compared first. */
export function seedGroups(runs: readonly RunSummary[]): RunSummary[][] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) groups.set(run.experimentId, [...(groups.get(run.experimentId) ?? []), run]);
  return [...groups.values()];
}

export interface MeanCurve {
  readonly mean: SeriesBuffer;
  /** 95 % interval of the mean by Student's t; where one run alone has a reading, the reading. */
  readonly low: SeriesBuffer;
  readonly high: SeriesBuffer;
}

/** Epoch by epoch, over the runs that have a reading there. */
export function meanCurve(curves: readonly Float64Array[]): MeanCurve {
  const length = curves.reduce((most, values) => Math.max(most, values.length), 0);
  const [mean, low, high] = [[], [], []] as [(number | null)[], (number | null)[], (number | null)[]];
  for (let index = 0; index < length; index += 1) {
    const sample = sampleOf(curves.map((values) => values[index] ?? Number.NaN).filter(Number.isFinite));
    const half = sample?.half ?? 0;
    mean.push(sample?.mean ?? null);
    low.push(sample === null ? null : sample.mean - half);
    high.push(sample === null ? null : sample.mean + half);
  }
  return { mean: bufferOf(mean), low: bufferOf(low), high: bufferOf(high) };
}

function bufferOf(values: readonly (number | null)[]): SeriesBuffer {
  const buffer = new SeriesBuffer();
  buffer.append(1, values);
  return buffer;
}

/** Runs that differ in their seed alone, as one: the mean of their curves and its interval. Pure. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import { SeriesBuffer } from './series-buffer.ts';

/** Compared runs of one experiment, the first compared first. */
export function seedGroups(runs: readonly RunSummary[]): RunSummary[][] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) groups.set(run.experimentId, [...(groups.get(run.experimentId) ?? []), run]);
  return [...groups.values()];
}

/** The 0.975 quantile of Student's t at 1 to 30 degrees of freedom. */
const quantiles = [
  12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139, 2.200985,
  2.178813, 2.160369, 2.144787, 2.13145, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873, 2.068658,
  2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.04523, 2.042272,
];

/** Beyond the table by the first terms of Cornish and Fisher's expansion, right to 5 digits there. */
export function studentQuantile(freedom: number): number {
  const z = 1.959963984540054;
  return (
    quantiles[freedom - 1] ??
    z +
      (z ** 3 + z) / (4 * freedom) +
      (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
      (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
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
    const readings = curves.map((values) => values[index] ?? Number.NaN).filter((value) => Number.isFinite(value));
    const count = readings.length;
    // Equal readings are their own mean: a sum of them, divided, may be off by a last bit, and a band would show it.
    const [first = Number.NaN] = readings;
    const equal = readings.every((value) => value === first);
    const middle = equal ? first : readings.reduce((sum, value) => sum + value, 0) / count;
    const squares = readings.reduce((sum, value) => sum + (value - middle) ** 2, 0);
    const half = count < 2 ? 0 : studentQuantile(count - 1) * Math.sqrt(squares / (count - 1) / count);
    mean.push(count === 0 ? null : middle);
    low.push(count === 0 ? null : middle - half);
    high.push(count === 0 ? null : middle + half);
  }
  return { mean: bufferOf(mean), low: bufferOf(low), high: bufferOf(high) };
}

function bufferOf(values: readonly (number | null)[]): SeriesBuffer {
  const buffer = new SeriesBuffer();
  buffer.append(1, values);
  return buffer;
}

/** Long series as a screen shows them: no spike and no gap is lost, and nothing is made up. Pure. */
import { pushExtremes } from '../base/extremes.ts';
import type { PackedSeries } from './contract/index.ts';

/** A stretch keeps at most four readings, and one that is missing. */
const keptOfEach = 4;

/**
 * @param series with all its points
 * @param buckets stretches of equally many epochs; a series of at most four times as many points comes back as it is
 */
export function thinSeries(series: PackedSeries, buckets: number): PackedSeries {
  const { start, values } = series;
  const count = values.length;
  if (count <= keptOfEach * buckets) return series;
  const kept: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const first = Math.floor((bucket * count) / buckets);
    pushExtremes(kept, values, first, Math.floor(((bucket + 1) * count) / buckets) - 1);
  }
  const thinned = { ...series, epochs: new Int32Array(kept.length), values: new Float64Array(kept.length) };
  for (let index = 0; index < kept.length; index += 1) {
    const place = kept[index] ?? 0;
    thinned.epochs[index] = start + place;
    thinned.values[index] = values[place] ?? NaN;
  }
  return thinned;
}

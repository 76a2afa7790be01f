/** What a column's profile amounts to in a small picture and a sentence. Pure. */
import type { ColumnProfile } from '../../../main/api/contract/index.ts';

/** Bars of the column's distribution: its histogram, else its most frequent values and the rest in one. */
export function distributionOf(profile: ColumnProfile, rows: number): readonly number[] {
  if (profile.numeric !== null) return profile.numeric.histogram.counts;
  const counts = profile.top.map(({ count }) => count);
  const rest = rows - profile.missing - counts.reduce((sum, count) => sum + count, 0);
  return rest > 0 ? [...counts, rest] : counts;
}

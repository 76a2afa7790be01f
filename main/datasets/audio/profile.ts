/** What all sounds of a data set together are like. */
import { silentPeak } from './signal/silence.ts';
import type { AudioProfile, ClipFacts } from './types.ts';

const mostBins = 20;

/**
 * @param labels class of each clip
 * @param classes names of the classes, in the order of their numbers
 */
export function profileClips(
  clips: readonly ClipFacts[],
  labels: readonly number[],
  classes: readonly string[],
): AudioProfile {
  const isSilent = ({ peak }: ClipFacts): boolean => peak < silentPeak;
  const byClass = classes.map((name) => ({ name, count: 0, seconds: 0, clipped: 0, silent: 0 }));
  clips.forEach((clip, index) => {
    const one = byClass[labels[index] ?? -1];
    if (one === undefined) return;
    one.count += 1;
    one.seconds += clip.seconds;
    if (clip.clipped > 0) one.clipped += 1;
    if (isSilent(clip)) one.silent += 1;
  });
  return {
    classes: byClass,
    durations: describe(clips.map(({ seconds }) => seconds)),
    rates: countOf(clips.map(({ sampleRate }) => sampleRate)).map(([rate, count]) => ({ rate, count })),
    encodings: countOf(clips.map(({ encoding }) => encoding)).map(([encoding, count]) => ({ encoding, count })),
    channels: countOf(clips.map(({ channels }) => channels)).map(([channels, count]) => ({ channels, count })),
    clipped: clips.filter(({ clipped }) => clipped > 0).length,
    silent: clips.filter(isSilent).length,
  };
}

/** Most frequent first, equals in order of appearance. */
export function countOf<T>(values: Iterable<T>): [T, number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}

function describe(values: readonly number[]): AudioProfile['durations'] {
  const sorted = Float64Array.from(values).sort();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  // As numpy.quantile, linear.
  const quantile = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place - Math.floor(place));
  };
  const [least, most] = [quantile(0), quantile(1)];
  const bins = most > least ? mostBins : 1;
  const step = (most - least) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of sorted) {
    const bin = step === 0 ? 0 : Math.min(bins - 1, Math.floor((value - least) / step));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    total,
    mean: sorted.length === 0 ? 0 : total / sorted.length,
    quantiles: [least, quantile(0.25), quantile(0.5), quantile(0.75), most],
    histogram: { edges: Array.from({ length: bins + 1 }, (_, index) => least + index * step), counts },
  };
}

/** How much a result hangs together with one setting over a set of runs. Pure; no cause is claimed. */
import type { SettingValue } from './setting-words.ts';

/** Ranks from 1, equals sharing the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0));
  const found = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let place = start; place <= end; place += 1) found[order[place] ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return found;
}

/**
 * From 0, nothing, to 1; NaN where the setting or the result does not vary.
 *
 * Where every value is a number: the absolute rank correlation |ρ| (C. Spearman, Am. J. Psychol. 15, 1904), which any
 * monotone scale, such as a logarithm, leaves as it is. Else: the correlation ratio of the results' ranks over the
 * setting's values, √(SS_between / SS_total), which is √(H / (n − 1)) of the test of W. H. Kruskal and W. A. Wallis,
 * JASA 47 (1952), corrected for ties. With few runs both are large by chance.
 */
export function importance(settings: readonly (SettingValue | undefined)[], results: readonly number[]): number {
  const ranked = ranks(results);
  const numbers = settings.filter((value) => typeof value === 'number');
  if (numbers.length === settings.length) return Math.abs(correlation(ranks(numbers), ranked));
  const groups = new Map<SettingValue | undefined, number[]>();
  settings.forEach((value, index) => groups.set(value, [...(groups.get(value) ?? []), ranked[index] ?? 0]));
  if (groups.size < 2) return Number.NaN;
  const middle = mean(ranked);
  const total = sum(ranked.map((rank) => (rank - middle) ** 2));
  const between = sum([...groups.values()].map((group) => group.length * (mean(group) - middle) ** 2));
  return total === 0 ? Number.NaN : Math.sqrt(between / total);
}

/** Pearson's. */
function correlation(left: readonly number[], right: readonly number[]): number {
  const [one, other] = [mean(left), mean(right)];
  const spread = (values: readonly number[], middle: number): number =>
    sum(values.map((value) => (value - middle) ** 2));
  const product = sum(left.map((value, index) => (value - one) * ((right[index] ?? 0) - other)));
  return product / Math.sqrt(spread(left, one) * spread(right, other));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Shared by the metrics that are a mean over the classes. */
import type { FinishContext } from './definition.ts';

/** Mean of a score over the classes that are there or predicted; a score without anything to divide by counts as 0. */
export function macroAverage(
  sum: FinishContext['sum'],
  score: (hits: number, predicted: number, actual: number) => number,
): number {
  const [hits, predicted, actual] = [sum('truePositives'), sum('predicted'), sum('actual')];
  let total = 0;
  let classes = 0;
  actual.forEach((present, index) => {
    const taken = predicted[index] ?? 0;
    if (present + taken === 0) return;
    const value = score(hits[index] ?? 0, taken, present);
    total += Number.isFinite(value) ? value : 0;
    classes += 1;
  });
  return total / classes;
}

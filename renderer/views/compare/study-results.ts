/** What settings are studied against: `test_accuracy` on the test rows, `val_loss` at its best epoch. Pure. */
import type { RunSummary } from '../../../main/api/contract/index.ts';
import { baseMetric, higherIsBetter, mainMetric, metricsOf } from '../../state/run-metrics.ts';

const onTest = 'test_';

/** The test result that speaks for the runs first, then those of the test, then the best of each metric. */
export function resultNames(runs: readonly RunSummary[]): string[] {
  const first = runs[0] === undefined ? null : mainMetric(runs[0]);
  const tests = new Set(runs.flatMap(({ test }) => Object.keys(test ?? {})));
  const speaking = first === null ? null : baseMetric(first);
  const names = [...tests].sort((one, other) => Number(other === speaking) - Number(one === speaking));
  const metrics = metricsOf(runs).filter((name) => name !== 'learningRate' && !name.endsWith('Norm'));
  return [...names.map((name) => `${onTest}${name}`), ...metrics];
}

export function resultOf(run: RunSummary, name: string): number | null {
  if (name.startsWith(onTest)) return run.test?.[name.slice(onTest.length)] ?? null;
  return run.metrics[name]?.best ?? null;
}

/** As the store chose each run's best; where no run tells, losses and errors are better low. */
export function lowerIsBetter(runs: readonly RunSummary[], name: string): boolean {
  const base = name.startsWith(onTest) ? name.slice(onTest.length) : name;
  for (const run of runs) {
    const higher = higherIsBetter(run, base) ?? higherIsBetter(run, `val_${base}`);
    if (higher !== null) return !higher;
  }
  return /loss|mae|mse|perplexity/u.test(base);
}

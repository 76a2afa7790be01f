/** Adds up the metrics' batch sums over an epoch, in float64. */
import { BugError } from '../../base/errors.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import type { SumMetric } from './training-program.ts';

export class MetricSums {
  readonly #metrics: readonly SumMetric[];
  readonly #sums = new Map<string, Float64Array>();

  constructor(metrics: readonly SumMetric[]) {
    this.#metrics = metrics;
  }

  /** Adds the results of a chunk: each sum has a leading dimension of steps. */
  add(results: TensorMap): void {
    for (const name of new Set(this.#metrics.flatMap((metric) => metric.sums))) {
      const tensor = results[name];
      if (tensor === undefined) throw new BugError(`the program gave no ${name}`);
      const length = tensor.data.length / (tensor.shape[0] ?? 1);
      const sums = this.#sums.get(name) ?? new Float64Array(length);
      this.#sums.set(name, sums);
      tensor.data.forEach((value, index) => {
        sums[index % length] = (sums[index % length] ?? 0) + value;
      });
    }
  }

  finish(prefix = ''): Record<string, number> {
    return Object.fromEntries(
      this.#metrics.map((metric) => [
        prefix + metric.name,
        metric.finish(metric.sums.map((name) => this.#sums.get(name) ?? new Float64Array(0))),
      ]),
    );
  }
}

/** Adds up the metrics' batch sums over an epoch, in float64, and keeps the rows of those that need them. */
import { BugError } from '../../base/errors.ts';
import { allocate, type Tensor, type TensorMap } from '../../graph/tensor.ts';
import type { CollectedRows, SumMetric } from './training-program.ts';

/** Of the same dtype, width numbers a row. */
interface CollectedParts {
  readonly dtype: Tensor['dtype'];
  readonly width: number;
  parts: Tensor['data'][];
}

export class MetricSums {
  readonly #metrics: readonly SumMetric[];
  readonly #sumNames: ReadonlySet<string>;
  readonly #rowNames: ReadonlySet<string>;
  readonly #sums = new Map<string, Float64Array>();
  readonly #rows = new Map<string, CollectedParts>();

  constructor(metrics: readonly SumMetric[]) {
    this.#metrics = metrics;
    this.#sumNames = new Set(metrics.flatMap(({ sums }) => sums));
    this.#rowNames = new Set(metrics.flatMap(({ rows = [] }) => rows));
  }

  /** Adds the results of a chunk: each sum and each row's value has a leading dimension of steps. */
  add(results: TensorMap): void {
    for (const name of this.#sumNames) {
      const tensor = resultNamed(results, name);
      const length = tensor.data.length / (tensor.shape[0] ?? 1);
      const sums = this.#sums.get(name) ?? new Float64Array(length);
      this.#sums.set(name, sums);
      tensor.data.forEach((value, index) => {
        sums[index % length] = (sums[index % length] ?? 0) + value;
      });
    }
    for (const name of this.#rowNames) {
      const { data, dtype, shape } = resultNamed(results, name);
      const rows = this.#rows.get(name) ?? { dtype, width: shape[2] ?? 1, parts: [] };
      this.#rows.set(name, rows);
      // The engine's own memory may be used again for the next chunk.
      rows.parts.push(data.slice());
    }
  }

  finish(prefix = ''): Record<string, number> {
    return Object.fromEntries(
      this.#metrics.map((metric) => [
        prefix + metric.name,
        metric.finish(
          metric.sums.map((name) => this.#sums.get(name) ?? new Float64Array(0)),
          (metric.rows ?? []).map((name) => this.#collected(name)),
        ),
      ]),
    );
  }

  /** Joined once, and kept joined for the next metric. */
  #collected(name: string): CollectedRows {
    const rows = this.#rows.get(name);
    if (rows === undefined) return { data: [], width: 1 };
    const { dtype, width, parts } = rows;
    const joined = allocate(
      dtype,
      parts.reduce((length, part) => length + part.length, 0),
    );
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    rows.parts = [joined];
    return { data: joined, width };
  }
}

function resultNamed(results: TensorMap, name: string): Tensor {
  const tensor = results[name];
  if (tensor === undefined) throw new BugError(`the program gave no ${name}`);
  return tensor;
}

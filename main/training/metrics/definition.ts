/** What a metric must say about itself: sums over a batch, and what they amount to over an epoch. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { TargetKind } from '../losses/definition.ts';

export interface MetricContext {
  readonly builder: GraphBuilder;
  /** The model's output, float32 [batch, width]. */
  readonly output: Value;
  /** int32 [batch] of class numbers, or float32 [batch, width]. */
  readonly targets: Value;
  /** float32 [batch]. */
  readonly weights: Value;
}

export interface FinishContext {
  /** The sums, by the names that `sums` gave them. */
  readonly sum: (name: SumName) => Float64Array;
  /** Standard deviation that the targets were divided by: 1 where they were not. Results are in original units. */
  readonly targetScale: number;
}

export interface MetricDefinition {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly targets: readonly TargetKind[];
  readonly better: 'higher' | 'lower';
  /**
   * Sums over the batch, each of a fixed shape. A name means the same sum in every metric that uses it (`sums.ts`), so
   * that it is computed once.
   */
  readonly sums: readonly SumName[];
  readonly finish: (context: FinishContext) => number;
}

/** The sums that there are. */
export type SumName =
  | 'weight'
  | 'correct'
  | 'correctTop5'
  | 'truePositives'
  | 'predicted'
  | 'actual'
  | 'squaredError'
  | 'absoluteError'
  | 'target'
  | 'squaredTarget';

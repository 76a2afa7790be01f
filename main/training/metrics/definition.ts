/** What a metric must say about itself: what it takes of a batch, and what that amounts to over an epoch. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { Fields, OptionsOf } from '../../models/fields.ts';
import type { CollectedRows } from '../loop/training-program.ts';
import type { TargetKind } from '../losses/definition.ts';

export interface MetricContext {
  readonly builder: GraphBuilder;
  /** The model's output as its loss reads it: float32 [batch, classes], [batch, labels] or [batch, outputs]. */
  readonly output: Value;
  /** int32 [batch] of class numbers, or float32 as wide as the output. */
  readonly targets: Value;
  /** float32 [batch]. */
  readonly weights: Value;
  /** float32 [outputs]: for regression, what spreads are taken about, so that no digits are lost. */
  readonly centers: readonly number[];
}

/**
 * A sum over a batch, float32 of a fixed shape, each row counted by its weight. Metrics that use one share it: it is
 * known by its key and computed once.
 */
export interface BatchSum {
  readonly kind: 'sum';
  readonly key: string;
  build(context: MetricContext): Value;
}

/** Something of each row, [batch] or [batch, width], kept for the whole epoch: what cannot be summed, such as ranks. */
export interface RowValues {
  readonly kind: 'rows';
  readonly key: string;
  build(context: MetricContext): Value;
}

export interface FinishContext<Options> {
  readonly options: Options;
  readonly kind: TargetKind;
  /** Empty where there were no rows. */
  readonly sum: (sum: BatchSum) => Float64Array;
  readonly rows: (values: RowValues) => CollectedRows;
  /** By output, the standard deviation that the targets were divided by: 1 where they were not. Results are in original units. */
  readonly scales: readonly number[];
}

export interface MetricDefinition<All extends Fields = Fields> {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly targets: readonly TargetKind[];
  readonly better: 'higher' | 'lower';
  readonly fields: All;
  /** It reads outputs as probabilities: a loss of margins cannot have it. */
  readonly ofProbabilities?: boolean;
  /** Whether with these options it makes sense for two classes alone. */
  twoClasses?(options: OptionsOf<All>): boolean;
  /** What it takes of each batch. */
  needs(options: OptionsOf<All>): readonly (BatchSum | RowValues)[];
  /** NaN where there is nothing to judge. */
  finish(context: FinishContext<OptionsOf<All>>): number;
}

/** Checks a definition against its own fields, and keeps their types for its methods. */
export function defineMetric<All extends Fields>(definition: MetricDefinition<All>): MetricDefinition<All> {
  return definition;
}

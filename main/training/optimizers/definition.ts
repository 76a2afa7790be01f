/** What an optimizer must say about itself: its options, what it remembers, and one step. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { Fields, OptionsOf } from '../../models/fields.ts';

export interface OptimizerContext<Options> {
  readonly builder: GraphBuilder;
  /** float32 of any shape. */
  readonly parameter: Value;
  /** Of the parameter's shape. */
  readonly gradient: Value;
  /** What was remembered for this parameter, of its shape; zeros at first. */
  readonly slots: Readonly<Record<string, Value>>;
  /** The scalars after `advance` of this step. */
  readonly scalars: Readonly<Record<string, Value>>;
  /** float32 []: of this step. It replaces `options.learningRate`, with which a schedule begins. */
  readonly learningRate: Value;
  readonly options: Options;
}

export interface OptimizerUpdate {
  readonly parameter: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

export interface OptimizerDefinition<All extends Fields = Fields> {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  /** One of them is `learningRate`. */
  readonly fields: All;
  /** Names of what it remembers per parameter with these options. */
  slots(options: OptionsOf<All>): readonly string[];
  /** Names of float32 scalars that belong to the whole step and begin at zero. */
  readonly scalars: readonly string[];
  /** The scalars of this step from those of the one before. */
  advance(
    builder: GraphBuilder,
    before: Readonly<Record<string, Value>>,
    options: OptionsOf<All>,
  ): Record<string, Value>;
  update(context: OptimizerContext<OptionsOf<All>>): OptimizerUpdate;
}

/** Checks a definition against its own fields, and keeps their types for its methods. */
export function defineOptimizer<All extends Fields>(definition: OptimizerDefinition<All>): OptimizerDefinition<All> {
  return definition;
}

/** A slot or scalar that the definition itself has named. */
export function named(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new RangeError(`no slot ${name}`);
  return value;
}

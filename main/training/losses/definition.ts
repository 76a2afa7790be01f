/** What a loss must say about itself. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { ActivationName } from '../../models/activations/registry.ts';
import type { Fields, OptionsOf } from '../../models/fields.ts';
import type { LayerOutput } from '../../models/layers/definition.ts';

/**
 * `categorical`: one class of several, by its number. `labels`: several labels, each there or not, by a number from 0 to 1.
 * `regression`: numbers.
 */
export type TargetKind = 'categorical' | 'labels' | 'regression';

export interface ReadoutContext<Options> {
  readonly builder: GraphBuilder;
  /** The model's output, float32 [batch, width]. */
  readonly output: LayerOutput;
  readonly options: Options;
}

export interface LossContext<Options> extends ReadoutContext<Options> {
  /** int32 [batch] of class numbers, or float32 [batch, width]. */
  readonly targets: Value;
}

export interface LossDefinition<All extends Fields = Fields> {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly target: TargetKind;
  readonly fields: All;
  /** Activations that the model may end in; any other would be scored wrongly without a sign of it. */
  readonly endings: readonly ActivationName[] | 'any';
  /** It judges two classes by one output, which speaks for the second of them. Default: an output for every class. */
  readonly oneOutput?: boolean;
  /** What metrics read of it are margins, not probabilities. */
  readonly margins?: boolean;
  /** Its targets are numbers from 0 to 1, taken as they are: never standardized. Default: any numbers. */
  readonly shares?: boolean;
  /** The loss of each row, float32 [batch]; the batch's is their mean by sample weight. */
  build(context: LossContext<OptionsOf<All>>): Value;
  /**
   * The output as metrics and people read it: a score for every class, float32 [batch, classes], or the numbers
   * predicted. Default: the output itself.
   */
  readout?(context: ReadoutContext<OptionsOf<All>>): Value;
}

/** Checks a definition against its own fields, and keeps their types for its methods. */
export function defineLoss<All extends Fields>(definition: LossDefinition<All>): LossDefinition<All> {
  return definition;
}

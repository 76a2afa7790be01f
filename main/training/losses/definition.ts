/** What a loss must say about itself. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { ActivationName } from '../../models/activations/registry.ts';
import type { LayerOutput } from '../../models/layers/definition.ts';

/** `categorical`: one class of several, by its number. `regression`: numbers. */
export type TargetKind = 'categorical' | 'regression';

export interface LossContext {
  readonly builder: GraphBuilder;
  /** The model's output, float32 [batch, width]. */
  readonly output: LayerOutput;
  /** int32 [batch] of class numbers, or float32 [batch, width]. */
  readonly targets: Value;
}

export interface LossDefinition {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly targets: readonly TargetKind[];
  /** Activations that the model may end in; any other would be scored wrongly without a sign of it. */
  readonly endings: readonly ActivationName[] | 'any';
  /** The loss of each row, float32 [batch]; the batch's is their mean by sample weight. */
  build(context: LossContext): Value;
}

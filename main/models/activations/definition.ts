/** What an activation must say about itself. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

export interface ActivationDefinition {
  /** In plain text, as the builder shows it. */
  readonly formula: string;
  /** float32 of any shape to the same shape; softmax and the like work along the last axis. */
  build(builder: GraphBuilder, input: Value): Value;
}

/** What an activation must say about itself. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

export interface ActivationDefinition {
  /** In plain text, as the builder shows it. */
  readonly formula: string;
  /** Whether it works along the last axis, over the channels, as softmax does. Default: false. */
  readonly alongChannels?: boolean;
  /** float32 of any shape to the same shape. */
  build(builder: GraphBuilder, input: Value): Value;
}

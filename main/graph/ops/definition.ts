/** What an op must say about itself. Its form on an engine lives in that engine's folder. */
import type { GraphBuilder } from '../builder.ts';
import type { Value } from '../ir.ts';
import type { TensorType } from '../tensor.ts';

export interface GradientContext<Attributes> {
  readonly builder: GraphBuilder;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** Gradients with respect to each output; null where the output does not reach the loss. */
  readonly outputGradients: readonly (Value | null)[];
}

export interface OpDefinition<Attributes> {
  /** Types of the outputs. Throws BugError naming the op and the types when the inputs do not fit. */
  infer(inputs: readonly TensorType[], attributes: Attributes): readonly TensorType[];
  /**
   * Gradients with respect to each input, null where there is none (an integer, a condition).
   * `'none'` where the op has no derivative that anybody wants (comparisons, argMax).
   */
  readonly gradient: ((context: GradientContext<Attributes>) => readonly (Value | null)[]) | 'none';
}

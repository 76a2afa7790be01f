/** What an op must say about itself. Its form on an engine lives in that engine's folder. */
import type { GraphBuilder } from '../builder.ts';
import type { Value } from '../ir.ts';
import type { TensorType } from '../tensor.ts';

/** Attributes of an op that has none. */
export type NoAttributes = Readonly<Record<string, never>>;

/** How many inputs an op takes. */
export type Arity = 0 | 1 | 2 | 3 | 'many';

/** As many items as the op takes inputs, so that rules can name them. */
export type Operands<Item, Count extends Arity> = Count extends 0
  ? readonly []
  : Count extends 1
    ? readonly [Item]
    : Count extends 2
      ? readonly [Item, Item]
      : Count extends 3
        ? readonly [Item, Item, Item]
        : readonly Item[];

export interface GradientContext<Attributes, Inputs extends Arity = Arity, Outputs extends Arity = Arity> {
  readonly builder: GraphBuilder;
  readonly inputs: Operands<Value, Inputs>;
  readonly outputs: Operands<Value, Outputs>;
  readonly attributes: Attributes;
  /**
   * Gradients with respect to each output. Where an op has several, those that do not reach the loss are null;
   * a rule is only asked when at least one does.
   */
  readonly outputGradients: Outputs extends 1 ? readonly [Value] : readonly (Value | null)[];
}

/**
 * `Attributes` are plain data, compared by content. `Inputs` and `Outputs` are counts; the builder checks the first
 * before it calls any rule.
 */
export interface OpDefinition<Attributes, Inputs extends Arity, Outputs extends Arity = 1> {
  readonly arity: Inputs;
  /** Types of the outputs. Throws BugError naming the op and the types when the inputs do not fit. */
  infer(inputs: Operands<TensorType, Inputs>, attributes: Attributes): readonly TensorType[];
  /**
   * Gradients with respect to each input, null where there is none (an integer, a condition).
   * `'none'` where the op has no derivative that anybody wants (comparisons, argMax).
   */
  readonly gradient:
    ((context: GradientContext<Attributes, Inputs, Outputs>) => Operands<Value | null, Inputs>) | 'none';
}

/** The intermediate representation: a typed, acyclic tensor graph in single-assignment form. */
import type { OpAttributes, OpName } from './ops/registry.ts';
import type { TensorType } from './tensor.ts';

/** One tensor in the graph, produced by an input or by one output of a node. Identity is `id`, unique per graph. */
export interface Value {
  readonly id: number;
  readonly type: TensorType;
}

/** One application of an op. `outputs` has as many values as the op's shape rule returns types. */
export interface Node<Name extends OpName = OpName> {
  readonly op: Name;
  readonly inputs: readonly Value[];
  readonly attributes: OpAttributes<Name>;
  readonly outputs: readonly Value[];
  /** What this node belongs to, for messages and statistics: a layer id, `loss`, `optimizer`, … */
  readonly scope: string;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** Nodes are in topological order. Names are unique among the inputs, and among the outputs. */
export interface Graph {
  readonly inputs: readonly NamedValue[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly NamedValue[];
}

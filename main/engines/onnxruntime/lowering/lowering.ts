/** What the form of an op in ONNX is. */
import type { Node } from '../../../graph/ir.ts';
import type { OpInputs, OpName } from '../../../graph/ops/registry.ts';
import type { GraphEmitter } from '../emitter.ts';

/** Emits a node, given the names of its inputs; gives the names of its outputs. */
export type Lowering<Name extends OpName> = (
  emit: GraphEmitter,
  inputs: OpInputs<Name, string>,
  node: Node<Name>,
) => readonly string[];

export type Lowerings<Names extends OpName = OpName> = { readonly [Name in Names]: Lowering<Name> };

/** Elementwise ops: nearly each is one ONNX operator, and ONNX broadcasts as numpy does. */
import { dataTypes, int } from '../schema.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowerings } from './lowering.ts';
import type { Node } from '../../../graph/ir.ts';

export type ElementwiseName =
  | 'abs'
  | 'add'
  | 'cast'
  | 'divide'
  | 'equal'
  | 'erf'
  | 'exp'
  | 'greater'
  | 'greaterEqual'
  | 'log'
  | 'logicalAnd'
  | 'logicalNot'
  | 'maximum'
  | 'minimum'
  | 'multiply'
  | 'negate'
  | 'relu'
  | 'sigmoid'
  | 'softplus'
  | 'sqrt'
  | 'subtract'
  | 'tanh'
  | 'where';

function operator(opType: string) {
  return (emit: GraphEmitter, inputs: readonly string[]): readonly string[] => [emit.op(opType, inputs)];
}

export const elementwiseLowerings: Lowerings<ElementwiseName> = {
  abs: operator('Abs'),
  add: operator('Add'),
  divide: operator('Div'),
  equal: operator('Equal'),
  erf: operator('Erf'),
  exp: operator('Exp'),
  greater: operator('Greater'),
  greaterEqual: operator('GreaterOrEqual'),
  log: operator('Log'),
  logicalAnd: operator('And'),
  logicalNot: operator('Not'),
  maximum: operator('Max'),
  minimum: operator('Min'),
  multiply: operator('Mul'),
  negate: operator('Neg'),
  relu: operator('Relu'),
  sigmoid: operator('Sigmoid'),
  softplus: operator('Softplus'),
  sqrt: operator('Sqrt'),
  subtract: operator('Sub'),
  tanh: operator('Tanh'),
  where: operator('Where'),
  cast: (emit, inputs, { attributes }) => [emit.op('Cast', inputs, { to: int(dataTypes[attributes.dtype]) })],
};

export function isElementwise(node: Node): node is Node<ElementwiseName> {
  return Object.hasOwn(elementwiseLowerings, node.op);
}

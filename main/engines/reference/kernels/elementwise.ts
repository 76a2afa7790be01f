/** Ops that compute each element from the elements at its place. */
import { errorFunction } from '../error-function.ts';
import { broadcastStrides, pick, positionsOf, type Numbers } from '../numbers.ts';
import type { Kernels } from './kernel.ts';

type ElementwiseName =
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

export function broadcast(numbers: Numbers, shape: readonly number[]): Float64Array {
  return pick(numbers.values, positionsOf(shape, broadcastStrides(numbers.shape, shape)));
}

function unary(operation: (operand: number) => number) {
  return ([input]: readonly [Numbers]): readonly Float64Array[] => [input.values.map((operand) => operation(operand))];
}

function binary(operation: (left: number, right: number) => number) {
  return (
    [left, right]: readonly [Numbers, Numbers],
    _attributes: unknown,
    [output]: readonly [{ readonly shape: readonly number[] }, ...unknown[]],
  ): readonly Float64Array[] => {
    const rightValues = broadcast(right, output.shape);
    return [broadcast(left, output.shape).map((operand, index) => operation(operand, rightValues[index] ?? NaN))];
  };
}

export const elementwiseKernels: Kernels<ElementwiseName> = {
  add: binary((left, right) => left + right),
  subtract: binary((left, right) => left - right),
  multiply: binary((left, right) => left * right),
  divide: binary((left, right) => left / right),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  greater: binary((left, right) => Number(left > right)),
  greaterEqual: binary((left, right) => Number(left >= right)),
  equal: binary((left, right) => Number(left === right)),
  logicalAnd: binary((left, right) => left * right),

  negate: unary((operand) => -operand),
  abs: unary(Math.abs),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  tanh: unary(Math.tanh),
  // Math.max keeps a NaN, which a comparison would turn into zero.
  relu: unary((operand) => Math.max(operand, 0)),
  sigmoid: unary((operand) => 1 / (1 + Math.exp(-operand))),
  softplus: unary((operand) => Math.max(operand, 0) + Math.log1p(Math.exp(-Math.abs(operand)))),
  erf: unary(errorFunction),
  logicalNot: unary((operand) => 1 - operand),

  cast: ([input], { dtype }) => {
    switch (dtype) {
      case 'float32':
        return [input.values];
      case 'int32':
      case 'uint8':
        return [input.values.map(Math.trunc)];
      case 'bool':
        return [input.values.map((operand) => Number(operand !== 0))];
      default:
        return dtype satisfies never;
    }
  },

  where: ([condition, whenTrue, whenFalse], _, [output]) => {
    const trueValues = broadcast(whenTrue, output.shape);
    const falseValues = broadcast(whenFalse, output.shape);
    const chosen = broadcast(condition, output.shape);
    return [chosen.map((holds, index) => (holds === 0 ? falseValues : trueValues)[index] ?? NaN)];
  },
};

/** What the ops that reduce axes share. */
import { expectAxis, expectDType, reducedShape, refuse } from './shapes.ts';
import type { GraphBuilder } from './builder.ts';
import type { Value } from './ir.ts';
import type { Operands } from './ops/definition.ts';
import type { TensorType } from './tensor.ts';

export interface ReductionAttributes {
  /** At least one axis, counted from 0, each once, ascending. */
  readonly axes: readonly number[];
  /** Whether reduced axes stay, with size 1. */
  readonly keepDimensions: boolean;
}

export function inferReduction(
  op: string,
  inputs: Operands<TensorType, 1>,
  { axes, keepDimensions }: ReductionAttributes,
): readonly TensorType[] {
  const [input] = inputs;
  expectDType(op, inputs, input, ['float32']);
  if (axes.length === 0) refuse(op, inputs, 'no axis is named');
  axes.forEach((axis, index) => {
    expectAxis(op, inputs, axis, input.shape.length);
    if (index > 0 && axis <= (axes[index - 1] ?? -1)) refuse(op, inputs, `axes ${axes.join(',')} are not ascending`);
  });
  return [{ dtype: input.dtype, shape: reducedShape(input.shape, axes, keepDimensions) }];
}

/** A reduced tensor with its reduced axes put back as 1, so that it broadcasts against the tensor it came from. */
export function expandReduced(
  builder: GraphBuilder,
  reduced: Value,
  original: Value,
  { axes, keepDimensions }: ReductionAttributes,
): Value {
  return keepDimensions ? reduced : builder.reshape(reduced, reducedShape(original.type.shape, axes, true));
}

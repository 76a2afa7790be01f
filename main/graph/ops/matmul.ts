/** Matrix product over the last two axes. Leading axes, if any, are equal on both sides: they are not broadcast. */
import { expectDType, refuse, shapesEqual } from '../shapes.ts';
import type { OpDefinition } from './definition.ts';

export interface MatmulAttributes {
  /** Whether the left operand's last two axes are swapped before the product. */
  readonly transposeA: boolean;
  /** Whether the right operand's last two axes are swapped before the product. */
  readonly transposeB: boolean;
}

export const matmul: OpDefinition<MatmulAttributes, 2> = {
  arity: 2,
  infer: (inputs, { transposeA, transposeB }) => {
    const [left, right] = inputs;
    expectDType('matmul', inputs, left, ['float32']);
    expectDType('matmul', inputs, right, ['float32']);
    const leading = left.shape.slice(0, -2);
    if (left.shape.length < 2 || right.shape.length < 2) refuse('matmul', inputs, 'expected rank 2 or more');
    if (!shapesEqual(leading, right.shape.slice(0, -2))) refuse('matmul', inputs, 'the leading axes differ');
    const [rows, shared] = matrixShape(left.shape, transposeA);
    const [alsoShared, columns] = matrixShape(right.shape, transposeB);
    if (shared !== alsoShared) refuse('matmul', inputs, `the inner dimensions ${shared} and ${alsoShared} differ`);
    return [{ dtype: 'float32', shape: [...leading, rows, columns] }];
  },
  gradient: ({
    builder,
    inputs: [left, right],
    attributes: { transposeA, transposeB },
    outputGradients: [gradient],
  }) => [
    transposeA
      ? builder.matmul(right, gradient, { transposeA: transposeB, transposeB: true })
      : builder.matmul(gradient, right, { transposeB: !transposeB }),
    transposeB
      ? builder.matmul(gradient, left, { transposeA: true, transposeB: transposeA })
      : builder.matmul(left, gradient, { transposeA: !transposeA }),
  ],
};

function matrixShape<Dim>(shape: readonly Dim[], transposed: boolean): readonly [Dim, Dim] {
  const [rows, columns] = shape.slice(-2) as [Dim, Dim];
  return transposed ? [columns, rows] : [rows, columns];
}

/** The operand where it is positive, else zero. Its gradient at zero is zero. */
import { inferUnary } from '../elementwise.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const relu: OpDefinition<NoAttributes, 1> = {
  arity: 1,
  infer: (inputs) => inferUnary('relu', inputs),
  gradient: ({ builder, outputs: [rectified], outputGradients: [gradient] }) => [
    // Greater, Cast and Mul beat Where on onnxruntime.
    builder.multiply(gradient, builder.cast(builder.greater(rectified, builder.scalar(0)), 'float32')),
  ],
};

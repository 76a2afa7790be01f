/** How bright the pixels of colour images are. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

/** ITU-R BT.601, as torchvision and PIL round it. */
const shares = { dtype: 'float32', shape: [3, 1, 1], data: Float32Array.of(0.2989, 0.587, 0.114) } as const;

/** From [batch, channels, height, width] to [batch, 1, height, width]; images of one channel are grey as they are. */
export function greyOf(builder: GraphBuilder, images: Value): Value {
  if (images.type.shape[1] === 1) return images;
  return builder.reduceSum(builder.multiply(images, builder.constant(shares)), [1], { keepDimensions: true });
}

/** f·a + (1 − f)·b. */
export function blend(builder: GraphBuilder, a: Value, b: Value, factor: Value): Value {
  return builder.add(b, builder.multiply(factor, builder.subtract(a, b)));
}

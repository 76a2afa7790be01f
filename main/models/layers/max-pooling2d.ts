/**
 * Max pooling 2d: the largest element of each window that slides over an image, each channel alone. Of equal maxima
 * the first in row-major order receives the gradient, as in PyTorch.
 *
 * Formula: y[i, j, c] = max x[i·s + a − p, j·s + b − p, c], over the window; places outside count for nothing.
 * Arguments: poolSize (default 2, 1 to 1,000; a number or [height, width]); strides (default 0: the size of the window, so
 * that windows stand side by side; up to 1,000); padding (default valid; same: as many outputs as strides fit, of an uneven
 * padding the larger half below and to the right).
 * Shapes: [height, width, channels] to [height', width', channels]; with padding valid, height' = floor((height − pool) /
 * stride) + 1, with same, ceil(height / stride).
 * Errors: `models.expectedSpace` for inputs of another rank, `models.windowTooLarge`.
 * Source: keras.layers.MaxPooling2D, whose defaults and padding it shares; its gradient is that of torch.nn.MaxPool2d.
 */
import { defineLayer, only } from './definition.ts';
import { inferPool, poolAttributes, poolFields } from './pooling.ts';

export const maxPooling2d = defineLayer({
  category: 'pooling',
  silhouette: 'block',
  formula: 'y = max of each window',
  fields: poolFields(2),
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, options) => inferPool('maxPooling2d', 2, inputs, options),
  parameters: () => [],
  build: ({ builder, inputs, options }) => {
    const input = only(inputs);
    return { value: builder.maxPool(input, poolAttributes(input, options)) };
  },
});

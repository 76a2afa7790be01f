/**
 * Average pooling 2d: the mean of each window that slides over an image, each channel alone.
 *
 * Formula: y[i, j, c] = mean x[i·s + a − p, j·s + b − p, c], over the places of the window that lie inside.
 * Arguments: poolSize (default 2, 1 to 1,000; a number or [height, width]); strides (default 0: the size of the window, so
 * that windows stand side by side; up to 1,000); padding (default valid; same: as many outputs as strides fit, of an uneven
 * padding the larger half below and to the right).
 * Shapes: [height, width, channels] to [height', width', channels]; with padding valid, height' = floor((height − pool) /
 * stride) + 1, with same, ceil(height / stride).
 * Errors: `models.expectedSpace` for inputs of another rank, `models.windowTooLarge`.
 * Source: keras.layers.AveragePooling2D, whose defaults and padding it shares: places in the padding do not count (in
 * PyTorch, count_include_pad false).
 */
import { defineLayer, only } from './definition.ts';
import { inferPool, poolAttributes, poolFields } from './pooling.ts';

export const averagePooling2d = defineLayer({
  category: 'pooling',
  silhouette: 'block',
  formula: 'y = mean of each window',
  fields: poolFields(2),
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, options) => inferPool('averagePooling2d', 2, inputs, options),
  parameters: () => [],
  build: ({ builder, inputs, options }) => {
    const input = only(inputs);
    return { value: builder.averagePool(input, { ...poolAttributes(input, options), countPadding: false }) };
  },
});

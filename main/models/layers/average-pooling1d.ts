/**
 * Average pooling 1d: the mean of each window that slides over a sequence, each channel alone.
 *
 * Formula: y[i, c] = mean x[i·s + a − p, c], over the places of the window that lie inside.
 * Arguments: poolSize (default 2, 1 to 1,000); strides (default 0: the size of the window, so that windows stand side by
 * side; up to 1,000); padding (default valid; same: as many outputs as strides fit, of an uneven padding the larger half
 * after).
 * Shapes: [steps, channels] to [steps', channels]; with padding valid, steps' = floor((steps − pool) / stride) + 1, with
 * same, ceil(steps / stride).
 * Errors: `models.expectedSpace` for inputs of another rank, `models.windowTooLarge`.
 * Source: keras.layers.AveragePooling1D, whose defaults and padding it shares: places in the padding do not count (in
 * PyTorch, count_include_pad false).
 */
import { defineLayer, only } from './definition.ts';
import { inferPool, poolAttributes, poolFields } from './pooling.ts';

export const averagePooling1d = defineLayer({
  category: 'pooling',
  silhouette: 'block',
  formula: 'y = mean of each window',
  fields: poolFields(1),
  layout: 'channelsFirst',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, options) => inferPool('averagePooling1d', 1, inputs, options),
  parameters: () => [],
  build: ({ builder, inputs, options }) => {
    const input = only(inputs);
    return { value: builder.averagePool(input, { ...poolAttributes(input, options), countPadding: false }) };
  },
});

/**
 * Global average pooling: the mean of each channel over all places.
 *
 * Formula: y[c] = mean x[…, c].
 * Arguments: keepDims (default false): whether the pooled axes stay, with size 1.
 * Shapes: [...space, channels] to [channels], or to [1, ..., channels].
 * Errors: `models.expectedSpace` for inputs that have no place but one.
 * Source: Lin et al., Network In Network, 2013, https://arxiv.org/abs/1312.4400; keras.layers.GlobalAveragePooling1D and 2D.
 */
import { globalPooling } from './global-pooling.ts';

export const globalAveragePooling = globalPooling(
  'globalAveragePooling',
  'y = mean over all places',
  (builder, input, axes, keep) => builder.reduceMean(input, axes, keep),
);

/**
 * Global max pooling: the largest element of each channel, over all places.
 *
 * Formula: y[c] = max x[…, c].
 * Arguments: keepDims (default false): whether the pooled axes stay, with size 1.
 * Shapes: [...space, channels] to [channels], or to [1, ..., channels]. Equal maxima share the gradient evenly.
 * Errors: `models.expectedSpace` for inputs that have no place but one.
 * Source: keras.layers.GlobalMaxPooling1D and 2D; its gradient is that of torch.amax.
 */
import { globalPooling } from './global-pooling.ts';

export const globalMaxPooling = globalPooling(
  'globalMaxPooling',
  'y = max over all places',
  (builder, input, axes, keep) => builder.reduceMax(input, axes, keep),
);

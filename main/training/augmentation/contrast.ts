/**
 * Draws the pixels of an image away from its mean brightness, or towards it.
 *
 * Formula: p → f·p + (1 − f)·m, cut to the range of pixels; m is the mean of the image in grey, f uniform from
 * 1 − contrast to 1 + contrast.
 * Arguments: contrast (default 0, none), a fraction, at most 1.
 * Errors: none.
 * Source: as `torchvision.transforms.ColorJitter(contrast=contrast)` on floats.
 */
import { number } from '../../models/fields.ts';
import { around, type ColoringDefinition } from './definition.ts';
import { blend, greyOf } from './grey.ts';

export const contrast: ColoringDefinition = {
  kind: 'coloring',
  formula: 'p → f·p + (1 − f)·m',
  field: number({ default: 0, minimum: 0, maximum: 1 }),
  grey: true,
  draw: around,
  apply: ({ builder, images, factor }) => {
    const mean = builder.reduceMean(greyOf(builder, images), [1, 2, 3], { keepDimensions: true });
    return blend(builder, images, mean, factor);
  },
};

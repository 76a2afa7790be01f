/**
 * Makes colours stronger or weaker. Leaves images of one channel as they are.
 *
 * Formula: p → f·p + (1 − f)·g, cut to the range of pixels; g is the pixel in grey, f uniform from 1 − saturation to
 * 1 + saturation.
 * Arguments: saturation (default 0, none), a fraction, at most 1.
 * Errors: none.
 * Source: as `torchvision.transforms.ColorJitter(saturation=saturation)`.
 */
import { number } from '../../models/fields.ts';
import { around, type ColoringDefinition } from './definition.ts';
import { blend, greyOf } from './grey.ts';

export const saturation: ColoringDefinition = {
  kind: 'coloring',
  formula: 'p → f·p + (1 − f)·g',
  field: number({ default: 0, minimum: 0, maximum: 1 }),
  grey: false,
  draw: around,
  apply: ({ builder, images, factor }) => blend(builder, images, greyOf(builder, images), factor),
};

/**
 * Makes an image brighter or darker.
 *
 * Formula: p → f·p, cut to the range of pixels; f uniform from 1 − brightness to 1 + brightness.
 * Arguments: brightness (default 0, none), a fraction, at most 1.
 * Errors: none.
 * Source: as `torchvision.transforms.ColorJitter(brightness=brightness)`.
 */
import { number } from '../../models/fields.ts';
import { around, type ColoringDefinition } from './definition.ts';

export const brightness: ColoringDefinition = {
  kind: 'coloring',
  formula: 'p → f·p',
  field: number({ default: 0, minimum: 0, maximum: 1 }),
  grey: true,
  draw: around,
  apply: ({ builder, images, factor }) => builder.multiply(images, factor),
};

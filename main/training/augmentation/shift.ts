/**
 * Moves an image sideways and up or down, each by itself.
 *
 * Formula: (x, y) → (x + u·width, y + v·height), u and v uniform from −shift to shift.
 * Arguments: shift (default 0, none), a fraction of the image's side, at most 1.
 * Errors: none.
 * Source: as `torchvision.transforms.RandomAffine(translate=(shift, shift))`, without rounding to whole pixels.
 */
import { number } from '../../models/fields.ts';
import { within, type MovementDefinition } from './definition.ts';

export const shift: MovementDefinition = {
  kind: 'movement',
  formula: '(x, y) → (x + u·width, y + v·height)',
  field: number({ default: 0, minimum: 0, maximum: 1 }),
  draw: (random, amount, { height, width }) => [
    1,
    0,
    within(random, amount) * width,
    0,
    1,
    within(random, amount) * height,
  ],
};

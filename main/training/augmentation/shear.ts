/**
 * Slants an image along its width.
 *
 * Formula: (x, y) → (x − y·tan α, y), α uniform from −shear to shear.
 * Arguments: shear (default 0, none), degrees, at most 60.
 * Errors: none.
 * Source: as `torchvision.transforms.RandomAffine(shear=shear)`.
 */
import { number } from '../../models/fields.ts';
import { within, type MovementDefinition } from './definition.ts';

export const shear: MovementDefinition = {
  kind: 'movement',
  formula: '(x, y) → (x − y·tan α, y)',
  field: number({ default: 0, minimum: 0, maximum: 60 }),
  draw: (random, amount) => [1, -Math.tan((within(random, amount) * Math.PI) / 180), 0, 0, 1, 0],
};

/**
 * Turns an image around its middle.
 *
 * Formula: (x, y) → (x·cos α − y·sin α, x·sin α + y·cos α), α uniform from −rotate to rotate; clockwise where it is positive.
 * Arguments: rotate (default 0, none), degrees, at most 180.
 * Errors: none.
 * Source: as `torchvision.transforms.RandomAffine(degrees=rotate)`.
 */
import { number } from '../../models/fields.ts';
import { within, type MovementDefinition } from './definition.ts';

export const rotate: MovementDefinition = {
  kind: 'movement',
  formula: '(x, y) → (x·cos α − y·sin α, x·sin α + y·cos α)',
  field: number({ default: 0, minimum: 0, maximum: 180 }),
  draw(random, amount) {
    const angle = (within(random, amount) * Math.PI) / 180;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    return [cosine, -sine, 0, sine, cosine, 0];
  },
};

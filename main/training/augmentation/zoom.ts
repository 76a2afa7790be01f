/**
 * Enlarges or shrinks an image around its middle, both sides alike.
 *
 * Formula: (x, y) → (s·x, s·y), s uniform from 1 − zoom to 1 + zoom.
 * Arguments: zoom (default 0, none), a fraction, at most 0.9.
 * Errors: none.
 * Source: as `torchvision.transforms.RandomAffine(scale=(1 - zoom, 1 + zoom))`.
 */
import { number } from '../../models/fields.ts';
import { around, type MovementDefinition } from './definition.ts';

export const zoom: MovementDefinition = {
  kind: 'movement',
  formula: '(x, y) → (s·x, s·y)',
  field: number({ default: 0, minimum: 0, maximum: 0.9 }),
  draw(random, amount) {
    const scale = around(random, amount);
    return [scale, 0, 0, 0, scale, 0];
  },
};

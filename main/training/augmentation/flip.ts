/**
 * Mirrors an image in half of the cases, along each of the axes that are asked for by itself.
 *
 * Formula: (x, y) → (−x, y), or (x, −y).
 * Arguments: flip, `none`, `horizontal` (left and right change places), `vertical` or `both`.
 * Errors: none.
 * Source: as `torchvision.transforms.RandomHorizontalFlip` and `RandomVerticalFlip` with p = 0.5.
 */
import { choice } from '../../models/fields.ts';
import type { MovementDefinition } from './definition.ts';

export const flip: MovementDefinition = {
  kind: 'movement',
  formula: '(x, y) → (±x, ±y)',
  field: choice({ default: 'none', choices: ['none', 'horizontal', 'vertical', 'both'] }),
  draw(random, axes) {
    const across = axes !== 'vertical' && random.uniform() < 0.5 ? -1 : 1;
    const down = axes !== 'horizontal' && random.uniform() < 0.5 ? -1 : 1;
    return [across, 0, 0, 0, down, 0];
  },
};

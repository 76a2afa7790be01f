/** Every way of augmenting images, in the order in which they are applied. To add one: a file here and a line below. */
import { choice, optionsSchema } from '../../models/fields.ts';
import { brightness } from './brightness.ts';
import { contrast } from './contrast.ts';
import { flip } from './flip.ts';
import { rotate } from './rotate.ts';
import { saturation } from './saturation.ts';
import { shear } from './shear.ts';
import { shift } from './shift.ts';
import { zoom } from './zoom.ts';
import type { AmountField, AugmentationDefinition } from './definition.ts';

const definitions = { flip, shear, zoom, rotate, shift, brightness, contrast, saturation };

export type AugmentationType = keyof typeof definitions;

export const augmentations: Readonly<Record<AugmentationType, AugmentationDefinition>> = definitions;

export const augmentationTypes = Object.keys(definitions) as readonly AugmentationType[];

/** What is read where a movement brings in what lies beyond an image: black, its nearest pixel, or its mirror image. */
const outside = choice({ default: 'mirror', choices: ['mirror', 'nearest', 'zero'] as const });

export const augmentFields = {
  ...(Object.fromEntries(augmentationTypes.map((type) => [type, augmentations[type].field])) as Readonly<
    Record<AugmentationType, AmountField>
  >),
  outside,
};

export const augmentSchema = optionsSchema(augmentFields, []);

/** How much of each there is; its default is none. */
export type AugmentSpec = Readonly<Record<AugmentationType, number | string>> & {
  readonly outside: (typeof outside.choices)[number];
};

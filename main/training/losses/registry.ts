/** Every loss there is. To add one: a file here and a line below. */
import { crossEntropy } from './cross-entropy.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';
import type { LossDefinition } from './definition.ts';

const definitions = { crossEntropy, mae, mse };

export type LossType = keyof typeof definitions;

export const losses: Readonly<Record<LossType, LossDefinition>> = definitions;

export const lossTypes = Object.keys(definitions) as readonly LossType[];

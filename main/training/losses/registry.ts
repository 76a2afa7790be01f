/** Every loss there is. To add one: a file here and a line below. */
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { categoricalCrossEntropy } from './categorical-cross-entropy.ts';
import { crossEntropy } from './cross-entropy.ts';
import { focal } from './focal.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { logCosh } from './log-cosh.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';
import { multiLabelCrossEntropy } from './multi-label-cross-entropy.ts';
import type { LossDefinition } from './definition.ts';

const definitions = {
  crossEntropy,
  binaryCrossEntropy,
  focal,
  hinge,
  mse,
  mae,
  huber,
  logCosh,
  categoricalCrossEntropy,
  multiLabelCrossEntropy,
};

export type LossType = keyof typeof definitions;

/** By type. The options of a definition found by name are those that its own fields have checked. */
export const losses: Readonly<Record<LossType, LossDefinition>> = definitions;

export const lossTypes = Object.keys(definitions) as readonly LossType[];

export function isLossType(type: unknown): type is LossType {
  return typeof type === 'string' && Object.hasOwn(definitions, type);
}

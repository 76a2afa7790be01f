/** Every optimizer there is. To add one: a file here and a line below. */
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamW } from './adam-w.ts';
import { adamax } from './adamax.ts';
import { nadam } from './nadam.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';
import type { OptimizerDefinition } from './definition.ts';

const definitions = { adagrad, adam, adamW, adamax, nadam, rmsprop, sgd };

export type OptimizerType = keyof typeof definitions;

// Each definition is checked against its own fields; here they are met by options that their own schemas made.
export const optimizers = definitions as unknown as Readonly<Record<OptimizerType, OptimizerDefinition>>;

export const optimizerTypes = Object.keys(definitions) as readonly OptimizerType[];

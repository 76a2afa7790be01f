/** Every activation there is. To add one: a file here and a line below. */
import { linear } from './linear.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { tanh } from './tanh.ts';
import type { ActivationDefinition } from './definition.ts';

const definitions = { linear, relu, sigmoid, silu, softmax, softplus, tanh };

export type ActivationName = keyof typeof definitions;

export const activations: Readonly<Record<ActivationName, ActivationDefinition>> = definitions;

export const activationNames = Object.keys(definitions) as readonly ActivationName[];

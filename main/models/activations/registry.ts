/** Every activation there is. To add one: a file here and a line below. */
import { elu } from './elu.ts';
import { geluTanh } from './gelu-tanh.ts';
import { gelu } from './gelu.ts';
import { hardSigmoid } from './hard-sigmoid.ts';
import { leakyRelu } from './leaky-relu.ts';
import { linear } from './linear.ts';
import { logSoftmax } from './log-softmax.ts';
import { mish } from './mish.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { selu } from './selu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { softsign } from './softsign.ts';
import { tanh } from './tanh.ts';
import type { ActivationDefinition } from './definition.ts';

const definitions = {
  linear,
  relu,
  leakyRelu,
  relu6,
  elu,
  selu,
  gelu,
  geluTanh,
  silu,
  mish,
  softplus,
  softsign,
  sigmoid,
  hardSigmoid,
  tanh,
  softmax,
  logSoftmax,
};

export type ActivationName = keyof typeof definitions;

export const activations: Readonly<Record<ActivationName, ActivationDefinition>> = definitions;

export const activationNames = Object.keys(definitions) as readonly ActivationName[];

/** The options and parameters that all layers with a kernel and a bias share. */
import { boolean, choice, number, type OptionsOf } from '../fields.ts';
import { initializerNames } from '../initializers/registry.ts';
import type { Fans } from '../initializers/definition.ts';
import type { ParameterSpec } from './definition.ts';

/** Penalties follow Keras' kernel_regularizer: `kernelL1·Σ|w| + kernelL2·Σw²` is added to the loss. */
export const weightFields = {
  useBias: boolean({ default: true }),
  kernelInitializer: choice({ default: 'glorotUniform', choices: initializerNames }),
  biasInitializer: choice({ default: 'zeros', choices: initializerNames }),
  kernelL1: number({ default: 0, minimum: 0, maximum: 1e6 }),
  kernelL2: number({ default: 0, minimum: 0, maximum: 1e6 }),
};

type WeightOptions = OptionsOf<typeof weightFields>;

/** `kernel` of the given shape, and unless the options say otherwise `bias` [outputs]. */
export function weightParameters(
  kernel: { readonly shape: readonly number[]; readonly fans: Fans },
  outputs: number,
  options: WeightOptions,
): ParameterSpec[] {
  const { useBias, kernelInitializer, biasInitializer } = options;
  const kernelSpec: ParameterSpec = {
    name: 'kernel',
    ...kernel,
    initializer: kernelInitializer,
    trainable: true,
    ...kernelPenalty(options),
  };
  // Keras scales a vector by its own length on both sides.
  const bias: ParameterSpec = {
    name: 'bias',
    shape: [outputs],
    initializer: biasInitializer,
    fans: { input: outputs, output: outputs },
    trainable: true,
  };
  return useBias ? [kernelSpec, bias] : [kernelSpec];
}

/** The penalty of a kernel, where the options ask for one. */
export function kernelPenalty({
  kernelL1,
  kernelL2,
}: Pick<WeightOptions, 'kernelL1' | 'kernelL2'>): Pick<ParameterSpec, 'penalty'> {
  return kernelL1 === 0 && kernelL2 === 0 ? {} : { penalty: { l1: kernelL1, l2: kernelL2 } };
}

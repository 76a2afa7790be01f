/**
 * Dense: every unit is a weighted sum of all inputs, passed through an activation.
 *
 * Formula: y = f(x W + b), with kernel W [inputs, units] and bias b [units].
 * Arguments: units (required, 1 to 1,000,000, or `classes`: one per class of the target); activation f (default
 * linear); useBias (default true); kernelInitializer (default glorotUniform); biasInitializer (default zeros).
 * Shapes: [inputs] to [units].
 * Errors: `models.expectedFlat` for inputs of any other rank.
 * Source: keras.layers.Dense, whose defaults and kernel layout it shares.
 */
import { activations, activationNames } from '../activations/registry.ts';
import { boolean, choice, integer } from '../fields.ts';
import { initializerNames } from '../initializers/registry.ts';
import { defineLayer, only, type ParameterSpec } from './definition.ts';

const fields = {
  units: integer({ default: 64, minimum: 1, maximum: 1_000_000, words: ['classes'], required: true }),
  activation: choice({ default: 'linear', choices: activationNames }),
  useBias: boolean({ default: true }),
  kernelInitializer: choice({ default: 'glorotUniform', choices: initializerNames }),
  biasInitializer: choice({ default: 'zeros', choices: initializerNames }),
};

export const dense = defineLayer({
  category: 'core',
  silhouette: 'block',
  formula: 'y = f(xW + b)',
  fields,
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, { units }) => {
    const input = only(inputs);
    if (input.length === 1) return [units];
    return { code: 'models.expectedFlat', params: { layer: 'dense', found: `[${input.join(', ')}]` } };
  },
  parameters: (inputs, { units, useBias, kernelInitializer, biasInitializer }) => {
    const fans = { input: only(only(inputs)), output: units };
    const kernel: ParameterSpec = {
      name: 'kernel',
      shape: [fans.input, units],
      initializer: kernelInitializer,
      fans,
      trainable: true,
    };
    // Keras scales a vector by its own length on both sides.
    const bias: ParameterSpec = {
      name: 'bias',
      shape: [units],
      initializer: biasInitializer,
      fans: { input: units, output: units },
      trainable: true,
    };
    return useBias ? [kernel, bias] : [kernel];
  },
  build: ({ builder, inputs, parameters: { kernel, bias }, options: { activation } }) => {
    if (kernel === undefined) throw new RangeError('dense is built without its kernel');
    const product = builder.matmul(only(inputs), kernel);
    const sum = bias === undefined ? product : builder.add(product, bias);
    return { value: activations[activation].build(builder, sum), activated: { by: activation, from: sum } };
  },
});

/**
 * Dense: every unit is a weighted sum of all inputs, passed through an activation.
 *
 * Formula: y = f(x W + b), with kernel W [inputs, units] and bias b [units].
 * Arguments: units (required, 1 to 1,000,000, or `classes`: one per class of the target); activation f (default
 * linear); useBias (default true); kernelInitializer (default glorotUniform); biasInitializer (default zeros);
 * kernelL1 and kernelL2 (default 0): penalties on the kernel.
 * Shapes: [inputs] to [units].
 * Errors: `models.expectedFlat` for inputs of any other rank.
 * Source: keras.layers.Dense, whose defaults and kernel layout it shares.
 */
import { activationNames } from '../activations/registry.ts';
import { choice, integer } from '../fields.ts';
import { activated } from './activated.ts';
import { defineLayer, only } from './definition.ts';
import { weightFields, weightParameters } from './weights.ts';

const fields = {
  units: integer({ default: 64, minimum: 1, maximum: 1_000_000, words: ['classes'], required: true }),
  activation: choice({ default: 'linear', choices: activationNames }),
  ...weightFields,
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
  parameters: (inputs, options) => {
    const fans = { input: only(only(inputs)), output: options.units };
    return weightParameters({ shape: [fans.input, options.units], fans }, options.units, options);
  },
  build: ({ builder, inputs, layout, parameters: { kernel, bias }, options: { activation } }) => {
    if (kernel === undefined) throw new RangeError('dense is built without its kernel');
    const product = builder.matmul(only(inputs), kernel);
    const sum = bias === undefined ? product : builder.add(product, bias);
    return activated(builder, sum, layout, activation);
  },
});

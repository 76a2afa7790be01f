/**
 * Activation: an activation function as a layer of its own.
 *
 * Formula: y = f(x).
 * Arguments: activation f (required).
 * Shapes: any, unchanged; softmax works along the last axis.
 * Errors: none.
 * Source: keras.layers.Activation.
 */
import { activations, activationNames } from '../activations/registry.ts';
import { choice } from '../fields.ts';
import { defineLayer, only } from './definition.ts';

const fields = { activation: choice({ default: 'relu', choices: activationNames, required: true }) };

export const activation = defineLayer({
  category: 'activation',
  silhouette: 'gate',
  formula: 'y = f(x)',
  fields,
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: () => [],
  build: ({ builder, inputs, options }) => {
    const input = only(inputs);
    return {
      value: activations[options.activation].build(builder, input),
      activated: { by: options.activation, from: input },
    };
  },
});

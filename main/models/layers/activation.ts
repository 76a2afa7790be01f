/**
 * Activation: an activation function as a layer of its own.
 *
 * Formula: y = f(x).
 * Arguments: activation f (required).
 * Shapes: any, unchanged; softmax works along the last axis, the channels.
 * Errors: none.
 * Source: keras.layers.Activation.
 */
import { activationNames } from '../activations/registry.ts';
import { choice } from '../fields.ts';
import { activated } from './activated.ts';
import { defineLayer, only } from './definition.ts';

const fields = { activation: choice({ default: 'relu', choices: activationNames, required: true }) };

export const activation = defineLayer({
  category: 'activation',
  silhouette: 'gate',
  formula: 'y = f(x)',
  fields,
  layout: 'any',
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs) => only(inputs),
  parameters: () => [],
  build: ({ builder, inputs, layout, options }) => activated(builder, only(inputs), layout, options.activation),
});

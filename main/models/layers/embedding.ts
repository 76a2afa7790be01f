/**
 * Embedding: each number stands for a thing (a word, a category) and becomes a learned vector.
 *
 * Formula: y = E[x], with a table E [inputDim, outputDim]; a number that is not whole is rounded toward zero. A number below
 * 0 or not below inputDim (-1 is a category that no training row had) becomes zeros.
 * Arguments: inputDim (required, 1 to 10,000,000, or `classes`, as many as a language model's tokens): how many things there are; outputDim (required, 1 to 65,536): length of a
 * vector; embeddingsInitializer (default randomUniform).
 * Shapes: [...shape] to [...shape, outputDim].
 * Errors: none.
 * Source: keras.layers.Embedding, whose names and defaults it shares; zeros for unknown numbers as TensorFlow's gather on a
 * GPU (on a CPU it refuses them).
 */
import { choice, integer } from '../fields.ts';
import { initializerNames } from '../initializers/registry.ts';
import { defineLayer, only } from './definition.ts';

const fields = {
  inputDim: integer({ default: 1000, minimum: 1, maximum: 10_000_000, words: ['classes'], required: true }),
  outputDim: integer({ default: 16, minimum: 1, maximum: 65_536, required: true }),
  embeddingsInitializer: choice({ default: 'randomUniform', choices: initializerNames }),
};

export const embedding = defineLayer({
  category: 'core',
  silhouette: 'block',
  formula: 'y = E[x]',
  fields,
  takesIntegers: true,
  inputs: { minimum: 1, maximum: 1 },
  infer: (inputs, { outputDim }) => [...only(inputs), outputDim],
  parameters: (_, { inputDim, outputDim, embeddingsInitializer }) => [
    {
      name: 'embeddings',
      shape: [inputDim, outputDim],
      initializer: embeddingsInitializer,
      fans: { input: inputDim, output: outputDim },
      trainable: true,
    },
  ],
  build: ({ builder, inputs, parameters: { embeddings }, options: { inputDim } }) => {
    const input = only(inputs);
    if (embeddings === undefined) throw new RangeError('embedding is built without its table');
    const { dtype, shape } = input.type;
    const zero = builder.scalar(0, dtype);
    const isKnown = builder.logicalAnd(
      builder.greaterEqual(input, zero),
      builder.greater(builder.scalar(inputDim, dtype), input),
    );
    // Chosen before the cast: NaN has no integer.
    const rows = builder.cast(builder.where(isKnown, input, zero), 'int32');
    const mask = builder.reshape(builder.cast(isKnown, 'float32'), [...shape, 1]);
    return { value: builder.multiply(builder.gather(embeddings, rows), mask) };
  },
});

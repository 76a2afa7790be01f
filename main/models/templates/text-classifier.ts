/** A text classifier: a vector for each word, convolutions that see a few words at once, and the strongest answer of each. */
import { defineTemplate, outputLayer } from './definition.ts';

export const textClassifier = defineTemplate({
  source: 'Kim 2014, Convolutional neural networks for sentence classification, arXiv:1408.5882',
  kinds: ['tokens'],
  layers: (data) => {
    const [steps = 0] = data.inputShape;
    if (data.vocabulary === null || steps < 5) return 'short';
    const branch = (kernelSize: number) => [
      {
        type: 'conv1d',
        id: `words_${kernelSize}`,
        filters: 64,
        kernelSize,
        padding: 'same',
        activation: 'relu',
        inputs: ['vectors'],
      },
      { type: 'globalMaxPooling', id: `strongest_${kernelSize}` },
    ];
    return [
      { type: 'embedding', id: 'vectors', inputDim: data.vocabulary, outputDim: 64 },
      ...[3, 4, 5].flatMap(branch),
      { type: 'concatenate', inputs: ['strongest_3', 'strongest_4', 'strongest_5'] },
      { type: 'dropout', rate: 0.5 },
      outputLayer(data),
    ];
  },
});

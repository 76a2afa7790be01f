/** A residual network over rows of numbers: equal blocks, each adding to what came into it. */
import { defineTemplate, outputLayer } from './definition.ts';

export const residualMlp = defineTemplate({
  source: 'Gorishniy et al. 2021, Revisiting deep learning models for tabular data, arXiv:2106.11959, section 3.2',
  kinds: ['numbers'],
  layers: (data) => [
    { type: 'dense', units: 64 },
    {
      type: 'repeat',
      id: 'blocks',
      times: 3,
      layers: [
        { type: 'batchNormalization' },
        { type: 'dense', units: 128, activation: 'relu' },
        { type: 'dropout', rate: 0.1 },
        { type: 'dense', units: 64 },
        { type: 'add', inputs: ['dense_2', 'input'] },
      ],
    },
    { type: 'batchNormalization' },
    { type: 'activation', activation: 'relu' },
    outputLayer(data),
  ],
});

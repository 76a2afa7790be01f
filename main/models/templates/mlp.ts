/** A multilayer perceptron: two wide layers with dropout between them, for rows of numbers. */
import { defineTemplate, outputLayer } from './definition.ts';

export const mlp = defineTemplate({
  source: 'Rumelhart, Hinton, Williams 1986, doi:10.1038/323533a0; dropout of Srivastava et al. 2014',
  layers: (data) => {
    if (data.vocabulary !== null || data.inputShape.length !== 1) return null;
    return [
      { type: 'dense', units: 128, activation: 'relu' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 64, activation: 'relu' },
      outputLayer(data),
    ];
  },
});

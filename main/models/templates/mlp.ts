/** A multilayer perceptron: two wide layers with dropout between them, for rows of numbers. */
import { defineTemplate, outputLayer } from './definition.ts';

export const mlp = defineTemplate({
  source: 'Rumelhart, Hinton, Williams 1986, doi:10.1038/323533a0; dropout of Srivastava et al. 2014',
  kinds: ['numbers', 'series'],
  layers: (data) => [
    // Of a series, all its points in time at once.
    ...(data.kind === 'series' ? [{ type: 'flatten' }] : []),
    { type: 'dense', units: 128, activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 64, activation: 'relu' },
    outputLayer(data),
  ],
});

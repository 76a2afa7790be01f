/** An autoencoder of rows of numbers: down to a narrow code and up again, to the numbers that came in. */
import { defineTemplate, outputLayer } from './definition.ts';

export const autoencoder = defineTemplate({
  source:
    'Hinton, Salakhutdinov 2006, Reducing the dimensionality of data with neural networks, doi:10.1126/science.1127647',
  kinds: ['restored'],
  layers: (data) => {
    const [width = 0] = data.inputShape;
    const code = Math.max(2, Math.ceil(width / 8));
    const between = Math.max(8, Math.ceil(width / 2));
    return [
      { type: 'dense', units: between, activation: 'relu' },
      // Linear, as in the paper: a unit that is cut off at zero would be lost to a code this narrow.
      { type: 'dense', id: 'code', units: code },
      { type: 'dense', units: between, activation: 'relu' },
      outputLayer(data),
    ];
  },
});

/**
 * An autoencoder's shape over rows of numbers: down to a narrow code and up again. What it restores is what the data
 * section names as target columns.
 */
import { defineTemplate, outputLayer } from './definition.ts';

export const autoencoder = defineTemplate({
  source:
    'Hinton, Salakhutdinov 2006, Reducing the dimensionality of data with neural networks, doi:10.1126/science.1127647',
  layers: (data) => {
    const [width = 0, ...more] = data.inputShape;
    if (data.vocabulary !== null || more.length > 0 || data.output.units === 'classes') return null;
    const code = Math.max(2, Math.ceil(width / 8));
    const between = Math.max(8, Math.ceil(width / 2));
    return [
      { type: 'dense', units: between, activation: 'relu' },
      { type: 'dense', id: 'code', units: code, activation: 'relu' },
      { type: 'dense', units: between, activation: 'relu' },
      outputLayer(data),
    ];
  },
});

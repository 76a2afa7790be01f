/** A convolutional network: each block doubles the filters and halves the sides. */
import { conv, defineTemplate, halvings, outputLayer, sidesOf } from './definition.ts';

export const cnn = defineTemplate({
  source:
    'LeCun et al. 1998, doi:10.1109/5.726791; blocks of two 3 × 3 convolutions of Simonyan, Zisserman 2014, arXiv:1409.1556',
  kinds: ['picture'],
  layers: (data) => {
    const picture = sidesOf(data);
    if (picture === null) return 'small';
    const blocks = Array.from({ length: halvings(picture[0], picture[1], 4, 4) }, (_, block) => [
      conv(Math.min(128, 16 * 2 ** block), { activation: 'relu' }),
      conv(Math.min(128, 16 * 2 ** block), { activation: 'relu' }),
      { type: 'maxPooling2d', poolSize: 2 },
    ]);
    return [
      ...blocks.flat(),
      { type: 'flatten' },
      { type: 'dense', units: 64, activation: 'relu' },
      { type: 'dropout', rate: 0.3 },
      outputLayer(data),
    ];
  },
});

/** A convolutional network over spectrograms: convolutions with batch normalization, pooled over all times at the end. */
import { conv, defineTemplate, halvings, outputLayer, sidesOf } from './definition.ts';

export const spectrogramCnn = defineTemplate({
  source: 'Hershey et al. 2017, CNN architectures for large-scale audio classification, arXiv:1609.09430, made small',
  kinds: ['spectrogram'],
  layers: (data) => {
    const picture = sidesOf(data);
    if (picture === null) return 'small';
    const blocks = Array.from({ length: halvings(picture[0], picture[1], 4, 4) }, (_, block) => [
      conv(Math.min(128, 16 * 2 ** block), { useBias: false }),
      { type: 'batchNormalization' },
      { type: 'activation', activation: 'relu' },
      { type: 'maxPooling2d', poolSize: 2 },
    ]);
    return [
      ...blocks.flat(),
      { type: 'globalAveragePooling' },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 64, activation: 'relu' },
      outputLayer(data),
    ];
  },
});

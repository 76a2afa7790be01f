/** A residual network: stages of equal blocks, each of two convolutions that add to what came into them. */
import { conv, defineTemplate, halvings, outputLayer, sidesOf, type TemplateLayer } from './definition.ts';

export const resnet = defineTemplate({
  source:
    'He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385, section 4.2; before activation as in arXiv:1603.05027',
  kinds: ['picture'],
  layers: (data) => {
    const picture = sidesOf(data);
    if (picture === null) return 'small';
    const stages = Array.from({ length: halvings(picture[0], picture[1], 7, 3) + 1 }, (_, stage) => 16 * 2 ** stage);
    const residual: TemplateLayer[] = stages.flatMap((filters, stage) => [
      // A stage begins by halving the sides and doubling the filters.
      ...(stage === 0 ? [conv(filters)] : [conv(filters, { strides: 2 })]),
      {
        type: 'repeat',
        id: `stage_${stage + 1}`,
        times: 2,
        layers: [
          { type: 'batchNormalization' },
          { type: 'activation', activation: 'relu' },
          conv(filters, { useBias: false }),
          { type: 'batchNormalization' },
          { type: 'activation', activation: 'relu' },
          conv(filters, { useBias: false }),
          { type: 'add', inputs: ['conv2d_2', 'input'] },
        ],
      },
    ]);
    return [
      ...residual,
      { type: 'batchNormalization' },
      { type: 'activation', activation: 'relu' },
      { type: 'globalAveragePooling' },
      outputLayer(data),
    ];
  },
});

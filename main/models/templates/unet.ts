/**
 * A U-Net's way down and up again, with its connections across, and its answer pooled over the picture: there are no
 * masks among the kinds of data yet that it could be trained to draw.
 */
import { conv, defineTemplate, outputLayer, sidesOf, type TemplateLayer } from './definition.ts';

export const unet = defineTemplate({
  source:
    'Ronneberger, Fischer, Brox 2015, U-Net, arXiv:1505.04597; padded, and with a pooled output instead of a mask',
  kinds: ['picture'],
  layers: (data) => {
    const picture = sidesOf(data);
    if (picture === null) return 'small';
    // Two halvings must lead back to the size that they began with.
    if (picture.some((side) => side % 4 !== 0)) return 'sides';
    const twice = (id: string, filters: number): TemplateLayer[] => [
      conv(filters, { activation: 'relu' }),
      conv(filters, { activation: 'relu', id }),
    ];
    const up = (id: string, filters: number): TemplateLayer[] => [
      {
        type: 'conv2dTranspose',
        filters,
        kernelSize: 2,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        id: `${id}_up`,
      },
      { type: 'concatenate', inputs: [`${id}_up`, id] },
    ];
    return [
      ...twice('fine', 16),
      { type: 'maxPooling2d', poolSize: 2 },
      ...twice('middle', 32),
      { type: 'maxPooling2d', poolSize: 2 },
      ...twice('coarse', 64),
      ...up('middle', 32),
      ...twice('middle_out', 32),
      ...up('fine', 16),
      ...twice('fine_out', 16),
      { type: 'globalAveragePooling' },
      outputLayer(data),
    ];
  },
});

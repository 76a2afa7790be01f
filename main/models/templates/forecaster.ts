/** A forecaster: dilated causal convolutions over a window of a series, each seeing twice as far back as the one before. */
import { defineTemplate, outputLayer } from './definition.ts';

export const forecaster = defineTemplate({
  source:
    'Bai, Kolter, Koltun 2018, An empirical evaluation of generic convolutional and recurrent networks, arXiv:1803.01271',
  kinds: ['series'],
  layers: (data) => {
    const [steps = 0] = data.inputShape;
    const levels = Math.max(1, Math.min(5, Math.floor(Math.log2(steps / 2))));
    const dilated = Array.from({ length: levels }, (_, level) => ({
      type: 'conv1d',
      filters: 32,
      kernelSize: 3,
      padding: 'causal',
      dilation: 2 ** level,
      activation: 'relu',
    }));
    return [...dilated, { type: 'flatten' }, { type: 'dense', units: 32, activation: 'relu' }, outputLayer(data)];
  },
});

/** The store and the training registry agree on which way each metric gets better. */
import { expect, test } from 'vitest';
import { metricDirection } from '../../../main/experiments/metric-direction.ts';
import { metrics, metricTypes } from '../../../main/training/metrics/registry.ts';
import { metricSpec, type MetricSetting } from '../../../main/training/metric-setting.ts';

test.each(metricTypes)('%s', (type) => {
  expect(metricDirection(type)).toBe(metrics[type].better);
  expect(metricDirection(`val_${type}`)).toBe(metrics[type].better);
  expect(metricDirection(`val_mae_price_${type}`)).toBe(metrics[type].better);
});

test('with options, the direction stays', () => {
  const settings: MetricSetting[] = [
    { type: 'f1', average: 'binary', positive: 'first' },
    { type: 'topK', k: 3 },
    { type: 'auc', average: 'weighted' },
  ];
  const names = settings.map((setting) => metricSpec(setting).name);
  expect(names).toEqual(['f1_binary_first', 'topK_3', 'auc_weighted']);
  for (const name of names) expect(metricDirection(`val_loss_${name}`)).toBe('higher');
});

test('losses get better downwards', () => {
  for (const name of ['loss', 'val_loss', 'price_loss', 'val_price_loss', 'perplexity']) {
    expect(metricDirection(name)).toBe('lower');
  }
});

/** The store and the training registry agree on which way each metric gets better. */
import { expect, test } from 'vitest';
import { metricDirection } from '../../../main/experiments/metric-direction.ts';
import { metrics, metricTypes } from '../../../main/training/metrics/registry.ts';

test.each(metricTypes)('%s', (type) => {
  expect(metricDirection(type)).toBe(metrics[type].better);
  expect(metricDirection(`val_${type}`)).toBe(metrics[type].better);
});

test('losses get better downwards', () => {
  for (const name of ['loss', 'val_loss', 'perplexity']) expect(metricDirection(name)).toBe('lower');
});

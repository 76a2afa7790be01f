/**
 * Stochastic weight averaging: the mean of the weights at the ends of the epochs from one on.
 *
 * Formula: a ← (n·a + w) / (n + 1) after every epoch from `from` on, n: epochs averaged before; until then a = w.
 * Arguments: from (default 10), the first epoch that counts, from 1. A learning rate that stays high is for the schedule.
 * Errors: none.
 * Source: Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018; as
 * `torch.optim.swa_utils.AveragedModel` with `use_buffers=True` and one call an epoch. With it running statistics are averaged
 * like weights; the paper passes over the training rows once more instead (`update_bn`).
 */
import { integer } from '../../models/fields.ts';
import { defineAveraging } from './definition.ts';

const fields = {
  from: integer({ default: 10, minimum: 1, maximum: 1_000_000 }),
} as const;

export const swa = defineAveraging({
  formula: 'a ← (n·a + w)/(n + 1)',
  fields,
  after: 'epoch',
  share: ({ epoch }, { from }) => 1 / Math.max(1, epoch + 2 - from),
});

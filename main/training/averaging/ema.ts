/**
 * An exponential moving average of the weights over the updates.
 *
 * Formula: a ← decay · a + (1 − decay) · w after every update; after the first, a = w.
 * Arguments: decay (default 0.999), from 0, which averages nothing, to 0.999999.
 * Errors: none.
 * Source: Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992; as
 * `torch.optim.swa_utils.AveragedModel` with `avg_fn` of this formula, `use_buffers=True` and one call an update.
 */
import { number } from '../../models/fields.ts';
import { defineAveraging } from './definition.ts';

const fields = {
  decay: number({ default: 0.999, minimum: 0, maximum: 0.999999 }),
} as const;

export const ema = defineAveraging({
  formula: 'a ← decay·a + (1 − decay)·w',
  fields,
  after: 'update',
  share: ({ update }, { decay }) => (update === 0 ? 1 : 1 - decay),
});

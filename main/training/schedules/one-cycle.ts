/**
 * The learning rate rises to the optimizer's along half a cosine, and falls far below where it began along another.
 *
 * Formula: from η₀/startDivisor up to η₀ during the first `rise` of all steps, then down to η₀/(startDivisor·endDivisor),
 * each way as b + (a − b)·(1 + cos(π·p))/2 with p from 0 to 1.
 * Arguments: rise (default 0.3) from 0 to 1, startDivisor (25), endDivisor (10000).
 * Errors: none.
 * Source: Smith and Topin, Super-Convergence, 2018. As `torch.optim.lr_scheduler.OneCycleLR` (max_lr: η₀, pct_start,
 * div_factor, final_div_factor) with two phases and cycle_momentum False.
 */
import { number } from '../../models/fields.ts';
import { defineSchedule } from './definition.ts';

export const oneCycle = defineSchedule({
  formula: 'η₀/start ↗ η₀ ↘ η₀/(start·end)',
  fields: {
    rise: number({ default: 0.3, minimum: 0, maximum: 1 }),
    startDivisor: number({ default: 25, minimum: 1, maximum: 1e12 }),
    endDivisor: number({ default: 10_000, minimum: 1, maximum: 1e12 }),
  },
  warmsUp: false,
  rate: (peak, { step, totalSteps }, { rise, startDivisor, endDivisor }) => {
    const first = peak / startDivisor;
    const top = rise * totalSteps - 1;
    const last = totalSteps - 1;
    if (step <= top) return between(first, peak, step, top);
    return between(peak, first / endDivisor, step - top, last - top);
  },
});

/** From `start` to `end` in `length` steps; there at once where there are none. */
function between(start: number, end: number, step: number, length: number): number {
  const part = length <= 0 ? 1 : Math.min(1, step / length);
  return end + ((start - end) * (1 + Math.cos(Math.PI * part))) / 2;
}

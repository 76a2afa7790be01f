/**
 * The learning rate falls along half a cosine, once or again and again.
 *
 * Formula: η(t) = minimum + (η₀ − minimum) · (1 + cos(π·t/T)) / 2, t: time since the warm-up or the last restart, step by
 * step; T: period epochs, or all that is left after the warm-up. Each period is periodFactor times the one before.
 * Arguments: minimum (default 0, a learning rate; where it is larger than η₀ the rate rises to it), period (epochs; default
 * 0: one, to the end of training), periodFactor (1), warmUp and warmUpFrom (see `warm-up.ts`).
 * Errors: none.
 * Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017. As
 * `torch.optim.lr_scheduler.CosineAnnealingLR` (T_max: all steps), and with a period `CosineAnnealingWarmRestarts`
 * (T_0, T_mult) given fractions of epochs.
 */
import { integer, number } from '../../models/fields.ts';
import { defineSchedule } from './definition.ts';

const fields = {
  minimum: number({ default: 0, minimum: 0, maximum: 1e12 }),
  period: integer({ default: 0, minimum: 0, maximum: 1_000_000 }),
  periodFactor: integer({ default: 1, minimum: 1, maximum: 1000 }),
} as const;

export const cosine = defineSchedule({
  formula: 'η(t) = min + (η₀ − min)·(1 + cos(π·t/T))/2',
  fields,
  warmsUp: true,
  rate: (initial, { step, stepsPerEpoch, totalSteps }, { minimum, period, periodFactor }) => {
    let time = step;
    let length = period === 0 ? totalSteps : period * stepsPerEpoch;
    if (period > 0 && periodFactor === 1) time %= length;
    else if (period > 0) {
      while (time >= length) {
        time -= length;
        length *= periodFactor;
      }
    }
    return minimum + ((initial - minimum) * (1 + Math.cos((Math.PI * time) / length))) / 2;
  },
});

/**
 * The learning rate falls by a factor every epoch.
 *
 * Formula: η(e) = η₀ · factor^e, e: whole epochs since the warm-up.
 * Arguments: factor (default 0.95) from 0 to 1, warmUp and warmUpFrom (see `warm-up.ts`).
 * Errors: none.
 * Source: as `torch.optim.lr_scheduler.ExponentialLR` (gamma), stepped after every epoch.
 */
import { number } from '../../models/fields.ts';
import { defineSchedule } from './definition.ts';

export const exponential = defineSchedule({
  formula: 'η(e) = η₀ · factor^e',
  fields: { factor: number({ default: 0.95, minimum: 0, maximum: 1 }) },
  warmsUp: true,
  rate: (initial, moment, { factor }) => initial * factor ** Math.floor(moment.step / moment.stepsPerEpoch),
});

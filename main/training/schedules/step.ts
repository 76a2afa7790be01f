/**
 * The learning rate falls by a factor every few epochs.
 *
 * Formula: η(e) = η₀ · factor^⌊e / every⌋, e: whole epochs since the warm-up.
 * Arguments: every (epochs, default 10), factor (0.1) from 0 to 1, warmUp and warmUpFrom (see `warm-up.ts`).
 * Errors: none.
 * Source: as `torch.optim.lr_scheduler.StepLR` (step_size, gamma), stepped after every epoch.
 */
import { integer, number } from '../../models/fields.ts';
import { defineSchedule } from './definition.ts';

const fields = {
  every: integer({ default: 10, minimum: 1, maximum: 1_000_000 }),
  factor: number({ default: 0.1, minimum: 0, maximum: 1 }),
} as const;

export const step = defineSchedule({
  formula: 'η(e) = η₀ · factor^⌊e / every⌋',
  fields,
  warmsUp: true,
  rate: (initial, moment, { every, factor }) =>
    initial * factor ** Math.floor(Math.floor(moment.step / moment.stepsPerEpoch) / every),
});

/**
 * The learning rate stays as the optimizer has it.
 *
 * Formula: η(t) = η₀.
 * Arguments: warmUp and warmUpFrom (see `warm-up.ts`).
 * Errors: none.
 * Source: as `torch.optim.lr_scheduler.ConstantLR` with factor 1.
 */
import { defineSchedule } from './definition.ts';

export const constant = defineSchedule({
  formula: 'η(t) = η₀',
  fields: {},
  warmsUp: true,
  rate: (initial) => initial,
});

/**
 * The learning rate stays as the optimizer has it.
 *
 * Formula: η(t) = η₀.
 * Arguments: none.
 * Errors: none.
 */
import type { ScheduleDefinition } from './definition.ts';

export const constant: ScheduleDefinition = {
  formula: 'η(t) = η₀',
  fields: {},
  rate: (initial) => initial,
};

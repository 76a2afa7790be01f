/** What a learning-rate schedule must say about itself. */
import type { Fields, OptionsOf } from '../../models/fields.ts';
import type { ScheduleMoment } from '../loop/train-types.ts';

export interface ScheduleDefinition<All extends Fields = Fields> {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly fields: All;
  /** The learning rate at a step, a function of that moment alone: the same after a resume. */
  rate(initial: number, moment: ScheduleMoment, options: OptionsOf<All>): number;
}

/** What a learning-rate schedule must say about itself. */
import type { Fields, OptionsOf } from '../../models/fields.ts';

/** Where training stands, as a schedule sees it: after the warm-up, which has its own rule. */
export interface ScheduleMoment {
  /** Steps taken before this one, since the end of the warm-up. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Steps that training has in all, since the end of the warm-up; at least 1. */
  readonly totalSteps: number;
}

/** What a schedule remembers from epoch to epoch; kept in checkpoints. */
export type ScheduleMemory = Readonly<Record<string, number | null>>;

export interface ScheduleDefinition<All extends Fields = Fields> {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly fields: All;
  /** Whether `warmUp` and `warmUpFrom` are options of it too. */
  readonly warmsUp: boolean;
  /** The learning rate at a step, a function of what it is given alone: the same after a resume. */
  rate(initial: number, moment: ScheduleMoment, options: OptionsOf<All>, memory: ScheduleMemory): number;
  /** Of a schedule that looks at the monitored metric: what it remembers after an epoch. `memory` is empty at first. */
  readonly observe?: (
    memory: ScheduleMemory,
    epoch: { readonly value: number; readonly better: 'higher' | 'lower'; readonly initial: number },
    options: OptionsOf<All>,
  ) => ScheduleMemory;
}

/** Checks a definition against its own fields, and keeps their types for its methods. */
export function defineSchedule<All extends Fields>(definition: ScheduleDefinition<All>): ScheduleDefinition<All> {
  return definition;
}

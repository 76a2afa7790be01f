/** Every learning-rate schedule there is. To add one: a file here and a line below. */
import type { Fields } from '../../models/fields.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { oneCycle } from './one-cycle.ts';
import { reduceOnPlateau } from './reduce-on-plateau.ts';
import { step } from './step.ts';
import { warmUpFields } from './warm-up.ts';
import type { ScheduleDefinition } from './definition.ts';

const definitions = { constant, cosine, exponential, oneCycle, reduceOnPlateau, step };

export type ScheduleType = keyof typeof definitions;

// Each definition is checked against its own fields; here they are met by options that their own schemas made.
export const schedules = definitions as unknown as Readonly<Record<ScheduleType, ScheduleDefinition>>;

export const scheduleTypes = Object.keys(definitions) as readonly ScheduleType[];

/** Every schedule with all its options, those of the warm-up included. */
export const scheduleItems = Object.fromEntries(
  scheduleTypes.map((type) => {
    const { fields, warmsUp } = schedules[type];
    return [type, { fields: warmsUp ? { ...fields, ...warmUpFields } : fields }];
  }),
) as Readonly<Record<ScheduleType, { readonly fields: Fields }>>;

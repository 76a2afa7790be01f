/** Every learning-rate schedule there is. To add one: a file here and a line below. */
import { constant } from './constant.ts';
import type { ScheduleDefinition } from './definition.ts';

const definitions = { constant };

export type ScheduleType = keyof typeof definitions;

export const schedules: Readonly<Record<ScheduleType, ScheduleDefinition>> = definitions;

export const scheduleTypes = Object.keys(definitions) as readonly ScheduleType[];

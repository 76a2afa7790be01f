/** A schedule as the loop follows it: warm-up first, then the schedule proper, with what that remembers. */
import type { RateSchedule } from '../loop/train-types.ts';
import { optionsOf, type Item } from '../items.ts';
import { schedules, type ScheduleType } from './registry.ts';
import { warmUpFactor, warmUpSteps, type WarmUp } from './warm-up.ts';

/** @param initial the optimizer's learning rate */
export function rateSchedule(item: Item<ScheduleType>, initial: number): RateSchedule {
  const { rate, observe, warmsUp } = schedules[item.type];
  const options = optionsOf(item);
  const warm: WarmUp = warmsUp
    ? { warmUp: Number(options['warmUp']), warmUpFrom: Number(options['warmUpFrom']) }
    : { warmUp: 0, warmUpFrom: 1 };
  return {
    rate: ({ step, stepsPerEpoch, totalSteps }, memory) => {
      const before = warmUpSteps(warm, stepsPerEpoch);
      const moment = {
        step: Math.max(0, step - before),
        stepsPerEpoch,
        totalSteps: Math.max(1, totalSteps - before),
      };
      const proper = rate(initial, moment, options, memory);
      return step < before ? proper * warmUpFactor(warm, step, before) : proper;
    },
    observe: (memory, epoch) => (observe === undefined ? memory : observe(memory, { ...epoch, initial }, options)),
  };
}

/** The target of prepared data as the plan is compiled for it. */
import type { PreparedTarget } from '../datasets/prepared.ts';
import type { PlanTarget } from '../training/plan/request.ts';

export function planTargetOf(target: PreparedTarget): PlanTarget {
  return target.kind === 'categorical'
    ? { kind: 'categorical', classes: target.classes.length }
    : { kind: 'regression', outputs: 1, scale: target.standardDeviation };
}

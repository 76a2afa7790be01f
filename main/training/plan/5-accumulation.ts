/**
 * Several batches that make one update: the gradients of their sums grow in the state, and are divided once all rows are
 * in. The same as one batch of all the rows, whatever their weights and however uneven the batches are.
 */
import type { Value } from '../../graph/ir.ts';
import { accumulatorName, divisorName, scalarType, type StateLayout } from './1-layout.ts';
import type { Forward } from './2-forward.ts';
import { buildPenalty, meanOf, type BatchLoss } from './3-objective.ts';
import { groupGradients } from './4-update.ts';
import type { PlanRequest } from './request.ts';

/** Adds a batch to what has been gathered. */
export function gatherGradients(forward: Forward, { sums }: BatchLoss, layout: StateLayout): void {
  const { builder } = forward;
  const grow = (name: string, added: Value): void => {
    builder.output(name, builder.add(builder.input(name, added.type), added));
  };
  sums.forEach(({ sum, divisor }, index) => {
    const found = groupGradients(forward, sum, layout);
    builder.withScope('accumulation', () => {
      for (const [group, gradient] of found) grow(accumulatorName(index, group), gradient);
      grow(divisorName(index), divisor);
    });
  });
}

/** The gradients of everything gathered, with those of the penalties, by group. Leaves nothing gathered behind. */
export function takeGradients(
  state: Pick<Forward, 'builder' | 'groups' | 'parameters'>,
  layout: StateLayout,
  request: PlanRequest,
): Map<string, Value> {
  const { builder } = state;
  const taken = new Map<string, Value>();
  const add = (group: string, gradient: Value): void => {
    const before = taken.get(group);
    taken.set(group, before === undefined ? gradient : builder.add(before, gradient));
  };
  builder.withScope('accumulation', () => {
    for (let index = 0; index < layout.accumulators; index += 1) {
      const divisor = builder.input(divisorName(index), scalarType);
      builder.output(divisorName(index), builder.scalar(0));
      for (const { name, type } of layout.groups) {
        const sum = builder.input(accumulatorName(index, name), type);
        add(name, meanOf(builder, request, sum, divisor));
        builder.output(accumulatorName(index, name), builder.broadcastTo(builder.scalar(0), type.shape));
      }
    }
  });
  const penalty = buildPenalty(state, request);
  if (penalty !== null) for (const [group, gradient] of groupGradients(state, penalty, layout)) add(group, gradient);
  return taken;
}

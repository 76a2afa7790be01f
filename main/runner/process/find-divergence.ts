/** Names the op in which a value first stopped being finite, by computing the step again in the open. */
import { evaluateGraph } from '../../engines/reference/evaluate.ts';
import { numbersFrom } from '../../engines/reference/numbers.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import type { Divergence, StepReplay } from '../../training/loop/train-types.ts';

/** The reference holds every number in 8 bytes: beyond this many the answer is not worth the memory. */
const mostNumbers = 100_000_000;

/** @param resident the data set, which the step reads beside its state and feeds */
export function findDivergence({ program, state, feeds }: StepReplay, resident: TensorMap): Divergence['cause'] {
  const inputs = Object.entries({ ...resident, ...state, ...feeds });
  if (inputs.reduce((sum, [, { data }]) => sum + data.length, 0) > mostNumbers) return null;
  let cause: Divergence['cause'] = null;
  evaluateGraph(program.graph, Object.fromEntries(inputs.map(([name, tensor]) => [name, numbersFrom(tensor)])), {
    trace: (node, outputs) => {
      if (cause !== null) return;
      const isBad = outputs.some(({ values }) => values.some((value) => !Number.isFinite(value)));
      if (isBad) cause = { op: node.op, scope: node.scope };
    },
  });
  return cause;
}

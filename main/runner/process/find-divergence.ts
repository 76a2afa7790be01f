/** Names the op in which a value first stopped being finite, by computing the step again in the open. */
import { evaluateGraph } from '../../engines/reference/evaluate.ts';
import { numbersFrom } from '../../engines/reference/numbers.ts';
import type { Divergence, StepReplay } from '../../training/loop/train-types.ts';

export function findDivergence({ program, state, feeds }: StepReplay): Divergence['cause'] {
  let cause: Divergence['cause'] = null;
  const inputs = { ...state, ...feeds };
  const numbers = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, numbersFrom(tensor)]));
  evaluateGraph(program.graph, numbers, {
    trace: (node, outputs) => {
      if (cause !== null) return;
      const isBad = outputs.some(({ values }) => values.some((value) => !Number.isFinite(value)));
      if (isBad) cause = { op: node.op, scope: node.scope };
    },
  });
  return cause;
}

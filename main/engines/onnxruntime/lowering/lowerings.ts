/** The table of ops in ONNX: an op that it lacks does not compile. */
import { arrangementLowerings } from './arrangement.ts';
import { lowerInBlocks } from '../blocked/lower.ts';
import { convolutionLowerings } from './convolution.ts';
import { elementwiseLowerings } from './elementwise.ts';
import { normalizationLowerings } from './normalization.ts';
import { poolingLowerings } from './pooling.ts';
import { reductionLowerings } from './reductions.ts';
import { samplingLowerings } from './sampling.ts';
import type { Node } from '../../../graph/ir.ts';
import type { OpInputs, OpName } from '../../../graph/ops/registry.ts';
import type { GraphEmitter } from '../emitter.ts';
import type { Lowerings } from './lowering.ts';

export const lowerings: Lowerings = {
  ...arrangementLowerings,
  ...convolutionLowerings,
  ...elementwiseLowerings,
  ...normalizationLowerings,
  ...poolingLowerings,
  ...reductionLowerings,
  ...samplingLowerings,
};

export function lowerNode<Name extends OpName>(emit: GraphEmitter, node: Node<Name>): void {
  if (lowerInBlocks(emit, node)) return;
  // The builder has checked that there are as many inputs as the op takes.
  emit.lower(node, () => {
    const inputs = node.inputs.map((input) => emit.nameOf(input));
    return lowerings[node.op](emit, inputs as unknown as OpInputs<Name, string>, node);
  });
}

/** The end of a layer that has an activation of its own. */
import { activations, type ActivationName } from '../activations/registry.ts';
import { toLayout, type Layout } from './layout.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { LayerOutput } from './definition.ts';

/** Applies an activation; one that works along the channels wants them last, and leaves them there. */
export function activated(
  builder: GraphBuilder,
  value: Value,
  layout: Layout,
  activation: ActivationName,
): LayerOutput {
  const { alongChannels = false, build } = activations[activation];
  const own = alongChannels ? 'channelsLast' : layout;
  const from = toLayout(builder, value, layout, own);
  return { value: build(builder, from), activated: { by: activation, from }, layout: own };
}

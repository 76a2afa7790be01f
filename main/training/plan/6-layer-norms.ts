/** Norms of each layer's gradients and weights, given out beside an update where they are asked for. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { layerNormNames } from '../loop/training-program.ts';
import type { GroupMember, StateLayout } from './1-layout.ts';

/** Layers with parameters that are trained, in the order of the model. */
export function trainedLayers({ groups }: Pick<StateLayout, 'groups'>): string[] {
  return [...new Set(groups.flatMap(({ members }) => members.map(layerOf)))];
}

/**
 * Outputs √(Σ g²) over a layer's gradients before clipping and √(Σ w²) over its trainable parameters after the update:
 * float32 [] each.
 */
export function buildLayerNorms(
  builder: GraphBuilder,
  layout: StateLayout,
  gradients: ReadonlyMap<string, Value>,
  parameters: ReadonlyMap<string, Value>,
): void {
  builder.withScope('layerNorms', () => {
    for (const layer of trainedLayers(layout)) {
      const names = layerNormNames(layer);
      builder.output(names.gradient, normOf(builder, layout, gradients, layer));
      builder.output(names.weight, normOf(builder, layout, parameters, layer));
    }
  });
}

function normOf(
  builder: GraphBuilder,
  { groups }: StateLayout,
  values: ReadonlyMap<string, Value>,
  layer: string,
): Value {
  const squares = groups.flatMap(({ name, flat, members }) => {
    const value = values.get(name);
    if (value === undefined) throw new RangeError(`no group ${name}`);
    return members
      .filter((member) => layerOf(member) === layer)
      .map(({ offset, length }) => {
        const part = flat ? builder.slice(value, 0, offset, offset + length) : value;
        return builder.reduceSum(builder.multiply(part, part));
      });
  });
  return builder.sqrt(squares.reduce((sum, square) => builder.add(sum, square)));
}

/** `parameters/dense_1/kernel` → `dense_1`. */
function layerOf({ parameter }: GroupMember): string {
  return parameter.key.split('/')[1] ?? parameter.key;
}

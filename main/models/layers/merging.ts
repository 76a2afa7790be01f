/** What layers that join several inputs element by element share. */
import { defineLayer, type LayerProblem, type LayerShape } from './definition.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';

/** How many inputs a layer can join. */
export const mergedInputs = { minimum: 2, maximum: 64 };

/** The first input whose shape differs from the first one's in an axis that `matters`, as a problem. */
export function differingShapes(
  layer: string,
  inputs: readonly LayerShape[],
  matters: (axis: number, rank: number) => boolean = () => true,
): LayerProblem | null {
  const [first = []] = inputs;
  const place = inputs.findIndex(
    (shape) =>
      shape.length !== first.length || shape.some((size, axis) => matters(axis, first.length) && size !== first[axis]),
  );
  if (place < 0) return null;
  const other = inputs[place] ?? [];
  const params = { layer, first: `[${first.join(', ')}]`, place: place + 1, other: `[${other.join(', ')}]` };
  return { code: 'models.shapesDiffer', params, field: 'inputs' };
}

/** A layer without options that joins inputs of one shape into one of that shape. */
export function elementwiseMerge(
  layer: string,
  formula: string,
  join: (builder: GraphBuilder, inputs: readonly [Value, ...Value[]]) => Value,
) {
  return defineLayer({
    category: 'merge',
    silhouette: 'gate',
    formula,
    fields: {},
    layout: 'any',
    inputs: mergedInputs,
    infer: (inputs) => differingShapes(layer, inputs) ?? inputs[0] ?? [],
    parameters: () => [],
    build: ({ builder, inputs: [first, ...others] }) => {
      if (first === undefined) throw new RangeError(`${layer} is built without inputs`);
      return { value: join(builder, [first, ...others]) };
    },
  });
}

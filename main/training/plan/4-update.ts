/** From gradients to the state of the next step. */
import { gradients } from '../../graph/autodiff.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { averagings } from '../averaging/registry.ts';
import { clippings, type ClipSpec } from '../clipping/registry.ts';
import { feedNames, resultNames } from '../loop/training-program.ts';
import { optimizers } from '../optimizers/registry.ts';
import { averageName, isAveraged, scalarName, scalarType, slotName, type StateLayout } from './1-layout.ts';
import type { Forward } from './2-forward.ts';
import { buildLayerNorms } from './6-layer-norms.ts';
import type { PlanRequest } from './request.ts';

/** Gradients of each group, in its tensor's shape. */
export function groupGradients(
  { builder, parameters }: Pick<Forward, 'builder' | 'parameters'>,
  loss: Value,
  layout: StateLayout,
): Map<string, Value> {
  const keys = layout.groups.flatMap(({ members }) => members.map(({ parameter }) => parameter.key));
  const wanted = keys.flatMap((key) => parameters[key] ?? []);
  const found = gradients(builder, loss, wanted);
  const byKey = new Map(keys.map((key, index) => [key, found[index]]));
  return new Map(
    layout.groups.map(({ name, flat, members }) => {
      const parts = members.flatMap(({ parameter, length }) => {
        const gradient = byKey.get(parameter.key);
        if (gradient === undefined) return [];
        return [flat ? builder.reshape(gradient, [length]) : gradient];
      });
      const [first] = parts;
      if (first === undefined) throw new RangeError(`no gradient for ${name}`);
      return [name, parts.length === 1 ? first : builder.concat(parts, 0)];
    }),
  );
}

/**
 * Adds the optimizer's step: reads and writes the state, and gives out the gradients' norm.
 *
 * @param running parameters that are not trainable, by key, as they are after the step
 */
export function buildUpdate(
  builder: GraphBuilder,
  groups: ReadonlyMap<string, Value>,
  running: Readonly<Record<string, Value>>,
  raw: ReadonlyMap<string, Value>,
  layout: StateLayout,
  { optimizer: { type, options }, clip, averaging, layerNorms }: PlanRequest,
): void {
  const optimizer = optimizers[type];
  const next = new Map<string, Value>();
  builder.withScope('optimizer', () => {
    const norm = globalNorm(builder, [...raw.values()]);
    builder.output(resultNames.gradientNorm, norm);
    const clipped = clip === null ? raw : clipGradients(builder, raw, layout, norm, clip);
    const learningRate = builder.input(feedNames.learningRate, { dtype: 'float32', shape: [] });
    const before = Object.fromEntries(
      layout.scalars.map((name) => [name, builder.input(scalarName(name), { dtype: 'float32', shape: [] })]),
    );
    const scalars = optimizer.advance(builder, before, options);
    for (const [name, value] of Object.entries(scalars)) builder.output(scalarName(name), value);
    for (const { name, type: groupType } of layout.groups) {
      const parameter = groups.get(name);
      const gradient = clipped.get(name);
      if (parameter === undefined || gradient === undefined) throw new RangeError(`no group ${name}`);
      const update = optimizer.update({
        builder,
        parameter,
        gradient,
        slots: Object.fromEntries(layout.slots.map((slot) => [slot, builder.input(slotName(slot, name), groupType)])),
        scalars,
        learningRate,
        options,
      });
      builder.output(name, update.parameter);
      next.set(name, update.parameter);
      for (const [slot, value] of Object.entries(update.slots)) builder.output(slotName(slot, name), value);
    }
  });
  if (layerNorms) buildLayerNorms(builder, layout, raw, next);
  if (averaging !== null && averagings[averaging.type].after === 'update') buildAverage(builder, next, running, layout);
}

/**
 * Takes parameters into their average: a ← (1 − share)·a + share·w, where a share of 1 gives w to the last bit.
 *
 * @param groups as they are now, by name
 * @param running parameters that are not trainable, by key, as they are now
 */
export function buildAverage(
  builder: GraphBuilder,
  groups: ReadonlyMap<string, Value>,
  running: Readonly<Record<string, Value>>,
  layout: StateLayout,
): void {
  builder.withScope('average', () => {
    const share = builder.input(feedNames.averageShare, scalarType);
    const rest = builder.subtract(builder.scalar(1), share);
    const take = (name: string, value: Value): void => {
      const before = builder.input(averageName(name), value.type);
      builder.output(averageName(name), builder.add(builder.multiply(rest, before), builder.multiply(share, value)));
    };
    for (const [name, value] of groups) take(name, value);
    for (const [key, value] of Object.entries(running)) if (isAveraged(layout, key)) take(key, value);
  });
}

/** √(Σ g²) over all gradients. */
function globalNorm(builder: GraphBuilder, all: readonly Value[]): Value {
  const squares = all.map((gradient) => builder.reduceSum(builder.multiply(gradient, gradient)));
  return builder.sqrt(squares.reduce((sum, square) => builder.add(sum, square)));
}

function clipGradients(
  builder: GraphBuilder,
  raw: ReadonlyMap<string, Value>,
  { groups }: StateLayout,
  norm: Value,
  { type, limit }: ClipSpec,
): Map<string, Value> {
  const gradientsOf = groups.flatMap(({ name, members }) => {
    const value = raw.get(name);
    return value === undefined ? [] : [[name, { value, lengths: members.map(({ length }) => length) }] as const];
  });
  return clippings[type].clip({ builder, gradients: new Map(gradientsOf), norm, limit });
}

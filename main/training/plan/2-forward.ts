/** The part that all programs begin with: state as parameters, a batch gathered from the data, the model's output. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { augmentImages } from '../augmentation/augment-images.ts';
import type { AugmentSpec } from '../augmentation/registry.ts';
import { buildForward } from '../../models/build.ts';
import type { LayerOutput, NoiseDistribution } from '../../models/layers/definition.ts';
import { RandomStream } from '../../models/random/stream.ts';
import { feedNames, type NoiseFeed } from '../loop/training-program.ts';
import { averageName, isAveraged, type StateLayout } from './1-layout.ts';
import type { PlanData, PlanInput, PlanRequest, PlanWindow } from './request.ts';

/** The state's tensors in a graph. */
export interface StateValues {
  /** The groups' tensors, by name. */
  readonly groups: ReadonlyMap<string, Value>;
  /** Every parameter by key, cut out of its group: what gradients are taken of. */
  readonly parameters: Readonly<Record<string, Value>>;
}

export interface Forward extends StateValues {
  readonly builder: GraphBuilder;
  /** int32 [batch]. */
  readonly rows: Value;
  /** By the node's id. */
  readonly outputs: ReadonlyMap<string, LayerOutput>;
  /** In training: the next state of parameters that are not trainable, by key. */
  readonly updates: Readonly<Record<string, Value>>;
  readonly noise: readonly NoiseFeed[];
}

/** @param averages takes the averages of the parameters, where there are such, in the place of the parameters */
export function readState(builder: GraphBuilder, layout: StateLayout, { averages = false } = {}): StateValues {
  const groups = new Map<string, Value>();
  const parameters: Record<string, Value> = {};
  builder.withScope('state', () => {
    for (const { name, flat, type, members } of layout.groups) {
      const tensor = builder.input(averages && layout.averaged ? averageName(name) : name, type);
      groups.set(name, tensor);
      for (const { parameter, offset, length } of members) {
        parameters[parameter.key] = flat
          ? builder.reshape(builder.slice(tensor, 0, offset, offset + length), parameter.shape)
          : tensor;
      }
    }
    for (const { key, shape } of layout.fixed) {
      const name = averages && isAveraged(layout, key) ? averageName(key) : key;
      parameters[key] = builder.input(name, { dtype: 'float32', shape });
    }
  });
  return { groups, parameters };
}

/** A model is trained by its parameters and judged by their averages, where there are such. */
export function buildBatchForward(
  { model, data, augment }: PlanRequest,
  layout: StateLayout,
  training: boolean,
): Forward {
  const builder = new GraphBuilder();
  const rows = builder.input(feedNames.rows, { dtype: 'int32', shape: ['batch'] });
  const { groups, parameters } = readState(builder, layout, { averages: !training });
  const noise: NoiseFeed[] = [];
  const change = (images: Value, spec: AugmentSpec, name: string): Value =>
    augmentImages({
      builder,
      images,
      spec,
      name,
      noise: ({ purpose, shape, fill }) => {
        const feed = `augment/${name}/${purpose}`;
        noise.push({ name: feed, shape, fill });
        return builder.input(feed, { dtype: 'float32', shape: ['batch', ...shape] });
      },
    });
  const inputs = builder.withScope('data', () =>
    gatherInputs(builder, data, rows, (images, name) =>
      training && augment !== null ? change(images, augment, name) : images,
    ),
  );
  const { outputs, updates } = buildForward(builder, model, {
    inputs,
    parameters,
    training,
    noise: (layer, { purpose, shape, distribution }) => {
      const name = `noise/${layer}/${purpose}`;
      noise.push({ name, shape, fill: fillWith(name, distribution) });
      return builder.input(name, { dtype: 'float32', shape: ['batch', ...shape] });
    },
  });
  const byId = new Map(
    model.outputs.flatMap((id, index) => (outputs[index] === undefined ? [] : [[id, outputs[index]]])),
  );
  return { builder, groups, parameters, rows, outputs: byId, updates, noise };
}

/**
 * A batch of every input by id, each resident tensor gathered once, narrow as it is stored.
 * @param augment changes the pixels of the input of a name, float32 from 0 to 255
 */
function gatherInputs(
  builder: GraphBuilder,
  { rows: count, inputs }: PlanData,
  rows: Value,
  augment: (images: Value, name: string) => Value,
): Record<string, Value> {
  const gathered = new Map<string, Value>();
  const read = ({ resident, streamed, dtype, shape, window }: PlanInput): Value => {
    const known = gathered.get(resident);
    if (known !== undefined) return known;
    if (streamed === true) {
      const fed = builder.input(resident, { dtype, shape: ['batch', ...shape] });
      gathered.set(resident, fed);
      return fed;
    }
    const table = builder.input(resident, { dtype, shape: [count, ...shape] });
    const batch = builder.gather(table, window === undefined ? rows : windowRows(builder, window, count, rows));
    gathered.set(resident, batch);
    return batch;
  };
  return Object.fromEntries(
    inputs.map((input) => [input.id, widen(builder, input, select(builder, input, read(input)), augment)]),
  );
}

/** int32 [batch, length]: the rows of every window. */
function windowRows(builder: GraphBuilder, { length, starts }: PlanWindow, count: number, rows: Value): Value {
  const first = builder.gather(builder.input(starts, { dtype: 'int32', shape: [count, 1] }), rows);
  const steps = Int32Array.from({ length }, (_, step) => step);
  return builder.add(first, builder.constant({ dtype: 'int32', shape: [length], data: steps }));
}

/** The columns that an input takes of a row, run by run. */
function select(builder: GraphBuilder, { columns }: PlanInput, row: Value): Value {
  if (columns === undefined) return row;
  const axis = row.type.shape.length - 1;
  const runs: { start: number; end: number }[] = [];
  for (const column of columns) {
    const last = runs.at(-1);
    if (last?.end === column) last.end += 1;
    else runs.push({ start: column, end: column + 1 });
  }
  const parts = runs.map(({ start, end }) => builder.slice(row, axis, start, end));
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : builder.concat(parts, axis);
}

/** Bytes become the numbers that they stand for; what is stored as float32 or int32 stays. */
function widen(
  builder: GraphBuilder,
  input: PlanInput,
  stored: Value,
  augment: (images: Value, name: string) => Value,
): Value {
  if (input.dtype !== 'uint8') return stored;
  const numbers = builder.cast(stored, 'float32');
  const shown = input.image === true ? augment(numbers, input.id) : numbers;
  const scaled = builder.multiply(shown, factor(builder, input.scale));
  return input.offset === 0 ? scaled : builder.add(scaled, factor(builder, input.offset));
}

/** A list runs along the last axis, where channels are. */
function factor(builder: GraphBuilder, value: number | readonly number[]): Value {
  if (typeof value === 'number') return builder.scalar(value);
  return builder.constant({ dtype: 'float32', shape: [value.length], data: Float32Array.from(value) });
}

/** Draws as a function of seed, place and step alone. */
function fillWith(name: string, distribution: NoiseDistribution): NoiseFeed['fill'] {
  return (into, seed, step) => {
    const stream = new RandomStream(seed, name, step);
    const draw = sampler(stream, distribution);
    for (let index = 0; index < into.length; index += 1) into[index] = draw();
  };
}

function sampler(stream: RandomStream, distribution: NoiseDistribution): () => number {
  switch (distribution.kind) {
    case 'bernoulli':
      return () => (stream.uniform() < distribution.probability ? 1 : 0);
    case 'normal':
      return () => stream.normal();
    default:
      return distribution satisfies never;
  }
}

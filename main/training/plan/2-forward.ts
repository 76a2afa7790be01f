/** The part that all programs begin with: state as parameters, a batch gathered from the data, the model's output. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { buildForward } from '../../models/build.ts';
import type { LayerOutput } from '../../models/layers/definition.ts';
import { RandomStream } from '../../models/random/stream.ts';
import { feedNames, type NoiseFeed } from '../loop/training-program.ts';
import type { StateLayout } from './1-layout.ts';
import { residentNames, type PlanRequest } from './request.ts';

export interface Forward {
  readonly builder: GraphBuilder;
  /** The groups' tensors, by name. */
  readonly groups: ReadonlyMap<string, Value>;
  /** Trainable parameters by key: what gradients are taken of. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** int32 [batch]. */
  readonly rows: Value;
  readonly output: LayerOutput;
  readonly noise: readonly NoiseFeed[];
}

export function buildBatchForward({ model, data }: PlanRequest, layout: StateLayout, training: boolean): Forward {
  const builder = new GraphBuilder();
  const rows = builder.input(feedNames.rows, { dtype: 'int32', shape: ['batch'] });
  const groups = new Map<string, Value>();
  const parameters: Record<string, Value> = {};
  builder.withScope('state', () => {
    for (const { name, flat, type, members } of layout.groups) {
      const tensor = builder.input(name, type);
      groups.set(name, tensor);
      for (const { parameter, offset, length } of members) {
        parameters[parameter.key] = flat
          ? builder.reshape(builder.slice(tensor, 0, offset, offset + length), parameter.shape)
          : tensor;
      }
    }
    for (const { key, shape } of layout.fixed) parameters[key] = builder.input(key, { dtype: 'float32', shape });
  });
  const features = builder.withScope('data', () =>
    builder.gather(
      builder.input(residentNames.features, { dtype: 'float32', shape: [data.rows, ...data.inputShape] }),
      rows,
    ),
  );
  const noise: NoiseFeed[] = [];
  const [output] = buildForward(builder, model, {
    inputs: Object.fromEntries(model.inputs.map(({ id }) => [id, features])),
    parameters,
    training,
    noise: (layer, { purpose, shape, probability }) => {
      const name = `noise/${layer}/${purpose}`;
      noise.push({ name, shape, fill: bernoulli(name, probability) });
      return builder.input(name, { dtype: 'float32', shape: ['batch', ...shape] });
    },
  });
  if (output === undefined) throw new RangeError('the model has no output');
  return { builder, groups, parameters, rows, output, noise };
}

/** 1 with the given probability, else 0: a function of seed, place and step alone. */
function bernoulli(name: string, probability: number): NoiseFeed['fill'] {
  return (into, seed, step) => {
    const stream = new RandomStream(seed, name, step);
    for (let index = 0; index < into.length; index += 1) into[index] = stream.uniform() < probability ? 1 : 0;
  };
}

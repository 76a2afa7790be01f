/** Every layer and activation on every engine against PyTorch: values, gradients and statistics (test/golden/layers). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { numbersFrom } from '../../main/engines/reference/numbers.ts';
import { gradients } from '../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { allocate, type DType, type Tensor } from '../../main/graph/tensor.ts';
import { activationNames } from '../../main/models/activations/registry.ts';
import { buildForward, checkModel, modelParameters } from '../../main/models/build.ts';
import { layerTypes } from '../../main/models/layers/registry.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { modelSchema } from '../../main/models/spec.ts';
import { expectClose } from './support/compare.ts';
import { enginesUnderTest, runGraph } from './support/engines.ts';
import type { Graph, Value } from '../../main/graph/ir.ts';

/** PyTorch computes in float32 as well: both sides round, several times in a layer. */
const TOLERANCE = 5e-6;

interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type StoredTensors = Readonly<Record<string, StoredTensor>>;

/** As test/golden/layers/cases.py writes it. */
interface Golden {
  readonly title: string;
  readonly layer: { readonly type: string; readonly activation?: string };
  readonly training: boolean;
  readonly inputs: readonly StoredTensor[];
  readonly parameters: StoredTensors;
  readonly noise: StoredTensors;
  readonly output: StoredTensor;
  readonly weights: StoredTensor;
  readonly inputGradients: readonly (StoredTensor | null)[];
  readonly parameterGradients: StoredTensors;
  readonly updates: StoredTensors;
}

const folder = new URL('../golden/layers/', import.meta.url);
const goldens = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .flatMap((file) => {
    const { cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { readonly cases: readonly Golden[] };
    return cases.map((golden) => ({ ...golden, name: `${golden.title} (${file})` }));
  });

function tensorOf({ dtype, shape, data }: StoredTensor): Tensor {
  const values = allocate(dtype, data.length);
  values.set(data);
  return { dtype, shape, data: values };
}

const inputId = (index: number): string => `input_${index}`;

function graphOf(golden: Golden): { graph: Graph; feeds: Record<string, Tensor>; expected: Record<string, Tensor> } {
  const ids = golden.inputs.map((_, index) => inputId(index));
  const spec = parseSpec(
    modelSchema,
    {
      inputs: ids.map((id) => ({ id })),
      nodes: [{ id: 'layer', inputs: ids, ...golden.layer }],
      outputs: ['layer'],
    },
    ['model'],
  );
  const model = checkModel(spec, {
    inputShapes: Object.fromEntries(golden.inputs.map(({ shape }, index) => [inputId(index), shape.slice(1)])),
    classes: null,
  });
  const builder = new GraphBuilder();
  const feeds: Record<string, Tensor> = {};
  const expected: Record<string, Tensor> = {};
  const feed = (name: string, stored: StoredTensor | undefined, batched: boolean): Value => {
    if (stored === undefined) throw new Error(`the golden has no ${name}`);
    feeds[name] = tensorOf(stored);
    return builder.input(name, {
      dtype: stored.dtype,
      shape: batched ? ['batch', ...stored.shape.slice(1)] : stored.shape,
    });
  };
  const inputs = golden.inputs.map((stored, index) => feed(inputId(index), stored, true));
  const parameters = modelParameters(model).map(({ key, name, shape }) => {
    expect(golden.parameters[name]?.shape, `shape of ${name}`).toEqual(shape);
    return { key, name, value: feed(key, golden.parameters[name], false) };
  });
  expect(Object.keys(golden.parameters).sort()).toEqual(parameters.map(({ name }) => name).sort());
  const { outputs, updates } = buildForward(builder, model, {
    inputs: Object.fromEntries(inputs.map((value, index) => [inputId(index), value])),
    parameters: Object.fromEntries(parameters.map(({ key, value }) => [key, value])),
    training: golden.training,
    noise: (_, { purpose }) => feed(`noise/${purpose}`, golden.noise[purpose], true),
  });
  const output = outputs[0]?.value;
  if (output === undefined) throw new Error('no output');
  const want = (name: string, value: Value, stored: StoredTensor): void => {
    builder.output(name, value);
    expected[name] = tensorOf(stored);
  };
  want('output', output, golden.output);
  const weights = feed('weights', golden.weights, true);
  const loss = builder.reduceSum(builder.multiply(output, weights));
  const differentiated = [
    ...inputs.map((value, index) => ({ name: inputId(index), value, stored: golden.inputGradients[index] ?? null })),
    ...parameters.map(({ name, value }) => ({ name, value, stored: golden.parameterGradients[name] ?? null })),
  ].flatMap(({ stored, ...rest }) => (stored === null ? [] : [{ ...rest, stored }]));
  const found = gradients(
    builder,
    loss,
    differentiated.map(({ value }) => value),
  );
  differentiated.forEach(({ name, stored }, index) => {
    const gradient = found[index];
    if (gradient !== undefined) want(`gradient of ${name}`, gradient, stored);
  });
  const updated: Readonly<Record<string, Value>> = Object.fromEntries(
    Object.entries(updates).map(([key, value]) => [key.split('/').at(-1) ?? '', value]),
  );
  expect(Object.keys(updated).sort()).toEqual(Object.keys(golden.updates).sort());
  for (const [name, stored] of Object.entries(golden.updates)) {
    const value = updated[name];
    if (value !== undefined) want(`next ${name}`, value, stored);
  }
  return { graph: builder.build(), feeds, expected };
}

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(goldens.map((golden) => [golden.name, golden] as const))(
    'computes %s as PyTorch does',
    async (_name, golden) => {
      const { graph, feeds, expected } = graphOf(golden);
      const outputs = await runGraph(engine, graph, feeds);
      for (const [name, tensor] of Object.entries(expected)) {
        const found = outputs[name];
        if (found === undefined) return expect.fail(`no output ${name}`);
        expectClose(numbersFrom(found), numbersFrom(tensor), TOLERANCE, name);
      }
    },
  );
});

it('has a golden of every activation', () => {
  const covered = new Set(goldens.map(({ layer }) => layer.activation));
  expect(activationNames.filter((name) => !covered.has(name))).toEqual([]);
});

it('has a golden of every layer', () => {
  const covered = new Set(goldens.map(({ layer }) => layer.type));
  expect(layerTypes.filter((type) => !covered.has(type))).toEqual([]);
});

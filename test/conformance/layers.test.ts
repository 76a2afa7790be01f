/**
 * The contract of every layer, with every activation: what it infers is what it computes, its gradients are those of
 * calculus, and all engines agree.
 */
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../main/engines/reference/evaluate.ts';
import { numbersFrom } from '../../main/engines/reference/numbers.ts';
import { gradients } from '../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import type { Value } from '../../main/graph/ir.ts';
import { elementCount, type Tensor } from '../../main/graph/tensor.ts';
import { verify } from '../../main/graph/verify.ts';
import { activationNames } from '../../main/models/activations/registry.ts';
import { buildForward, checkModel, modelParameters } from '../../main/models/build.ts';
import { toLayout } from '../../main/models/layers/layout.ts';
import { layers, layerTypes, type LayerType } from '../../main/models/layers/registry.ts';
import { parseSpec } from '../../main/models/problems.ts';
import { RandomStream } from '../../main/models/random/stream.ts';
import { modelSchema } from '../../main/models/spec.ts';
import { finiteDifferences, gradientName, outputWeights, type CaseGraph } from './support/cases.ts';
import { expectClose } from './support/compare.ts';
import { enginesUnderTest, runGraph } from './support/engines.ts';

interface LayerCase {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: readonly number[];
  /** Shapes of further inputs, for layers that join several. */
  readonly others?: readonly (readonly number[])[];
  /** Its inputs are numbers below this: halfway between whole ones, where truncation does not jump. */
  readonly below?: number;
}

const joined: readonly LayerCase[] = [
  { name: 'two rows', options: {}, input: [4], others: [[4]] },
  {
    name: 'three images',
    options: {},
    input: [2, 3, 2],
    others: [
      [2, 3, 2],
      [2, 3, 2],
    ],
  },
];

const normalized: readonly LayerCase[] = [
  { name: 'a row', options: {}, input: [4] },
  { name: 'an image', options: { epsilon: 0.1 }, input: [2, 3, 4] },
  { name: 'a sequence, neither scaled nor shifted', options: { scale: false, center: false }, input: [5, 2] },
];

const pooled1d: readonly LayerCase[] = [
  { name: 'side by side', options: {}, input: [5, 2] },
  { name: 'overlapping and padded', options: { poolSize: 3, strides: 2, padding: 'same' }, input: [5, 2] },
];

const pooled2d: readonly LayerCase[] = [
  { name: 'side by side', options: {}, input: [4, 5, 2] },
  { name: 'overlapping', options: { poolSize: [3, 2], strides: [1, 2] }, input: [4, 5, 1] },
  { name: 'padded', options: { poolSize: 3, strides: 2, padding: 'same' }, input: [4, 5, 2] },
];

const globallyPooled: readonly LayerCase[] = [
  { name: 'a sequence', options: {}, input: [3, 2] },
  { name: 'an image, its axes kept', options: { keepDims: true }, input: [2, 3, 4] },
];

/** Every type has its cases, or this does not compile. */
const cases: Readonly<Record<LayerType, readonly LayerCase[]>> = {
  dense: [
    ...activationNames.map((activation) => ({
      name: activation,
      options: { units: 3, activation },
      input: [5],
    })),
    { name: 'without bias', options: { units: 1, useBias: false }, input: [4] },
    { name: 'one unit per class', options: { units: 'classes', biasInitializer: 'ones' }, input: [2] },
  ],
  conv1d: [
    { name: 'three steps', options: { filters: 3, kernelSize: 3 }, input: [6, 2] },
    { name: 'causal', options: { filters: 2, kernelSize: 3, dilation: 2, padding: 'causal' }, input: [6, 2] },
    {
      name: 'same, in groups and strides',
      options: { filters: 4, kernelSize: 2, strides: 2, padding: 'same', groups: 2, activation: 'softplus' },
      input: [5, 4],
    },
  ],
  conv2d: [
    { name: 'three by three', options: { filters: 2, kernelSize: 3 }, input: [4, 5, 2] },
    {
      name: 'same, in uneven strides',
      options: { filters: 3, kernelSize: [2, 3], strides: [2, 1], padding: 'same', activation: 'tanh' },
      input: [5, 4, 2],
    },
    {
      name: 'dilated, in groups',
      options: { filters: 4, kernelSize: 2, dilation: [2, 1], groups: 2, activation: 'softmax', useBias: false },
      input: [4, 3, 4],
    },
  ],
  depthwiseConv2d: [
    { name: 'three by three', options: { kernelSize: 3 }, input: [4, 5, 2] },
    {
      name: 'two filters a channel, same',
      options: { kernelSize: [2, 3], depthMultiplier: 2, strides: 2, padding: 'same', activation: 'tanh' },
      input: [5, 4, 3],
    },
  ],
  separableConv2d: [
    { name: 'three by three', options: { filters: 3, kernelSize: 3 }, input: [4, 4, 2] },
    {
      name: 'two filters a channel, same',
      options: {
        filters: 2,
        kernelSize: 2,
        depthMultiplier: 2,
        padding: 'same',
        activation: 'sigmoid',
        useBias: false,
      },
      input: [3, 4, 2],
    },
  ],
  conv2dTranspose: [
    { name: 'three by three', options: { filters: 2, kernelSize: 3 }, input: [2, 3, 2] },
    {
      name: 'same, in strides',
      options: { filters: 3, kernelSize: [3, 2], strides: [2, 3], padding: 'same', activation: 'tanh' },
      input: [2, 2, 2],
    },
    {
      name: 'dilated, strides wider than the window',
      options: { filters: 1, kernelSize: [1, 2], strides: [3, 1], dilation: [1, 2], useBias: false },
      input: [2, 3, 2],
    },
  ],
  maxPooling1d: pooled1d,
  maxPooling2d: pooled2d,
  averagePooling1d: pooled1d,
  averagePooling2d: pooled2d,
  globalMaxPooling: globallyPooled,
  globalAveragePooling: globallyPooled,
  reshape: [
    { name: 'to an image', options: { targetShape: [2, 3, 2] }, input: [12] },
    { name: 'of an image, to what is left over', options: { targetShape: [3, -1] }, input: [2, 3, 2] },
  ],
  permute: [
    { name: 'a sequence', options: { dims: [2, 1] }, input: [3, 2] },
    { name: 'an image', options: { dims: [3, 1, 2] }, input: [2, 3, 4] },
  ],
  zeroPadding2d: [
    { name: 'on all sides', options: {}, input: [2, 3, 2] },
    { name: 'above and below', options: { padding: [1, 0] }, input: [2, 2, 1] },
    { name: 'each side its own', options: { padding: [0, 1, 2, 3] }, input: [2, 2, 1] },
  ],
  upsampling2d: [
    { name: 'twice', options: {}, input: [2, 3, 2] },
    { name: 'unevenly', options: { size: [1, 3] }, input: [2, 2, 1] },
    { name: 'between neighbours', options: { size: [3, 2], interpolation: 'bilinear' }, input: [3, 1, 2] },
  ],
  activation: activationNames.map((activation) => ({ name: activation, options: { activation }, input: [2, 4] })),
  add: joined,
  average: joined,
  maximum: joined,
  multiply: joined,
  concatenate: [
    { name: 'two rows', options: {}, input: [4], others: [[1]] },
    {
      name: 'three images',
      options: {},
      input: [2, 3, 2],
      others: [
        [2, 3, 1],
        [2, 3, 3],
      ],
    },
  ],
  batchNormalization: normalized,
  layerNormalization: normalized,
  rmsNormalization: normalized.slice(0, 2),
  groupNormalization: [
    { name: 'a row', options: { groups: 2 }, input: [4] },
    { name: 'an image', options: { groups: 2 }, input: [2, 3, 4] },
    { name: 'each channel', options: { groups: 3, scale: false, center: false }, input: [4, 3] },
  ],
  embedding: [
    { name: 'words', options: { inputDim: 5, outputDim: 3 }, input: [4], below: 5 },
    { name: 'unknown words', options: { inputDim: 2, outputDim: 1 }, input: [2, 3], below: 5 },
  ],
  gaussianNoise: [
    { name: 'some', options: { stddev: 0.5 }, input: [2, 3] },
    { name: 'none', options: { stddev: 0 }, input: [4] },
  ],
  prelu: [
    { name: 'a row', options: { alphaInitializer: 'ones' }, input: [4] },
    { name: 'an image', options: {}, input: [2, 2, 3] },
  ],
  spatialDropout: [
    { name: 'of an image', options: { rate: 0.25 }, input: [2, 3, 4] },
    { name: 'of a row', options: { rate: 0.5 }, input: [4] },
    { name: 'nothing', options: { rate: 0 }, input: [2, 2] },
  ],
  flatten: [
    { name: 'of an image', options: {}, input: [2, 3, 2] },
    { name: 'of what is flat', options: {}, input: [3] },
  ],
  dropout: [
    { name: 'a third', options: { rate: 1 / 3 }, input: [6] },
    { name: 'nothing', options: { rate: 0 }, input: [2, 2] },
  ],
};

const classes = 4;
const batch = 3;
/** As in the ops' own tests: a few roundings of float32, relative to the largest magnitude. */
const tolerance = 2e-6;
const gradientTolerance = 1e-5;

interface Built extends CaseGraph {
  readonly outputShape: readonly number[];
}

function build(type: LayerType, { options, input, others = [], below }: LayerCase): Built {
  const shapes = Object.fromEntries([input, ...others].map((shape, index) => [`input_${index}`, shape]));
  const ids = Object.keys(shapes);
  const raw = {
    inputs: ids.map((id) => ({ id })),
    nodes: [{ id: 'layer', type, inputs: ids, ...options }],
    outputs: ['layer'],
  };
  const model = checkModel(parseSpec(modelSchema, raw, ['model']), { inputShapes: shapes, classes });
  const builder = new GraphBuilder();
  const stream = new RandomStream(11, `${type} ${JSON.stringify(options)}`);
  const feeds: Record<string, Tensor> = {};
  const fed: [string, Value][] = [];
  const feed = (name: string, perRow: boolean, shape: readonly number[], next: () => number): Value => {
    const concrete = perRow ? [batch, ...shape] : shape;
    const data = Float32Array.from({ length: elementCount(concrete) }, next);
    feeds[name] = { dtype: 'float32', shape: concrete, data };
    return builder.input(name, { dtype: 'float32', shape: perRow ? ['batch', ...shape] : shape });
  };
  // Away from the kink of relu at 0, where a difference quotient and a derivative differ.
  const smooth = (): number => {
    const value = stream.normal();
    return value + Math.sign(value) * 0.05;
  };
  const want = (name: string, value: Value): Value => {
    fed.push([name, value]);
    return value;
  };
  const between = (): number => stream.below(below ?? 1) + 0.5;
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([id, shape]) => [
      id,
      want(id, feed(id, true, shape, below === undefined ? smooth : between)),
    ]),
  );
  const parameters = Object.fromEntries(
    modelParameters(model).map(({ key, shape }) => [key, want(key, feed(key, false, shape, smooth))]),
  );
  const drawn: Record<string, Value> = {};
  const {
    outputs: [output],
  } = buildForward(builder, model, {
    inputs,
    parameters,
    training: true,
    noise: (_, { purpose, shape, distribution }) => {
      const draw = (): number =>
        distribution.kind === 'normal' ? stream.normal() : Number(stream.uniform() < distribution.probability);
      return (drawn[purpose] = feed(`noise/${purpose}`, true, shape, draw));
    },
  });
  if (output === undefined) throw new Error('no output');
  const [node] = model.nodes;
  if (node === undefined) throw new Error('no node');
  const { outputShape } = node;
  builder.output('output', output.value);
  if (layers[type].layout === 'any') {
    const turn = (value: Value): Value => toLayout(builder, value, 'channelsLast', 'channelsFirst');
    const turned = layers[type].build({
      builder,
      inputs: Object.values(inputs).map(turn),
      layout: 'channelsFirst',
      parameters: Object.fromEntries(
        node.parameters.flatMap(({ name }) => {
          const value = parameters[`parameters/${node.id}/${name}`];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      options: node.options,
      training: true,
      noise: ({ purpose }) => turn(drawn[purpose] ?? output.value),
    });
    builder.output(
      'outputOfChannelsFirst',
      toLayout(builder, turned.value, turned.layout ?? 'channelsFirst', 'channelsLast'),
    );
  }
  const count = elementCount([batch, ...outputShape]);
  feeds['weights'] = { dtype: 'float32', shape: [batch, ...outputShape], data: outputWeights(count) };
  const weights = builder.input('weights', { dtype: 'float32', shape: ['batch', ...outputShape] });
  const loss = builder.reduceSum(builder.multiply(output.value, weights));
  builder.output('loss', loss);
  gradients(
    builder,
    loss,
    fed.map(([, value]) => value),
  ).forEach((gradient, index) => {
    const [name = ''] = fed[index] ?? [];
    builder.output(gradientName(name), gradient);
  });
  return { graph: builder.build(), feeds, differentiable: fed.map(([name]) => name), outputShape };
}

const named = layerTypes.flatMap((type) =>
  cases[type].map((one) => ({ type, title: `${type}: ${one.name}`, built: () => build(type, one) })),
);

function reference({ graph, feeds }: CaseGraph): ReturnType<typeof evaluateGraph> {
  return evaluateGraph(
    graph,
    Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, numbersFrom(tensor)])),
  );
}

describe.each(named)('$title', ({ built }) => {
  it('computes the shape that it infers', () => {
    const one = built();
    verify(one.graph);
    expect(reference(one)['output']?.shape).toEqual([batch, ...one.outputShape]);
  });

  it('has the gradients that finite differences have', () => {
    const one = built();
    const outputs = reference(one);
    for (const input of one.differentiable) {
      const found = outputs[gradientName(input)];
      if (found === undefined) return expect.fail(`no gradient of ${input}`);
      expectClose(found, finiteDifferences(one, input), gradientTolerance, gradientName(input));
    }
  });

  it.each(Object.entries(enginesUnderTest))('is the same on %s', async (_, engine) => {
    const one = built();
    const expected = reference(one);
    const actual = await runGraph(engine, one.graph, one.feeds);
    for (const [name, numbers] of Object.entries(expected)) {
      const tensor = actual[name];
      if (tensor === undefined) return expect.fail(`no output ${name}`);
      expectClose(numbersFrom(tensor), numbers, tolerance, name);
    }
  });
});

it.each(named.filter(({ type }) => layers[type].layout === 'any'))(
  '$title: computes the same whichever way its inputs lie',
  ({ built }) => {
    const { output, outputOfChannelsFirst } = reference(built());
    if (output === undefined || outputOfChannelsFirst === undefined) return expect.fail('an output is missing');
    expectClose(outputOfChannelsFirst, output, tolerance, 'the output');
  },
);

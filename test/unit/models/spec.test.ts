/** The `model` section: what is accepted, what is filled in, and what a person is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { inspectModel } from '../../../main/models/inspect.ts';
import { layerTypes } from '../../../main/models/layers/registry.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { modelSchema, normalizeModel, type ModelSpec } from '../../../main/models/spec.ts';
import { errorText } from '../../../resources/messages/error-text.ts';

function parse(raw: unknown): ModelSpec {
  return parseSpec(modelSchema, raw, ['model']);
}

/** `path: sentence`, as a person reads it. */
function told(raw: unknown): string {
  try {
    parse(raw);
  } catch (error) {
    if (error instanceof UserError) return `${error.path ?? ''}: ${errorText('en', error).message}`;
    throw error;
  }
  return 'nothing';
}

const dense = (options: object): object => ({
  layers: [
    { type: 'dense', units: 4 },
    { type: 'dense', ...options },
  ],
});

/** Without the places where the person wrote it. */
function wiring(spec: ModelSpec): unknown {
  const { inputs, nodes, outputs } = normalizeModel(spec);
  return {
    inputs: inputs.map(({ id }) => id),
    nodes: nodes.map(({ path: _, ...node }) => node),
    outputs: outputs.map(({ id }) => id),
  };
}

describe('the short form', () => {
  it('fills in every default', () => {
    expect(parse({ layers: [{ type: 'dense', units: 'classes', activation: 'softmax' }] })).toEqual({
      layers: [
        {
          type: 'dense',
          units: 'classes',
          activation: 'softmax',
          useBias: true,
          kernelInitializer: 'glorotUniform',
          biasInitializer: 'zeros',
          kernelL1: 0,
          kernelL2: 0,
        },
      ],
    });
  });

  it('is short for the chain in long form', () => {
    const short = parse({
      layers: [
        { type: 'dense', units: 3 },
        { type: 'dropout', rate: 0.25 },
        { type: 'dense', units: 2 },
      ],
    });
    const long = parse({
      inputs: [{ id: 'features' }],
      nodes: [
        { id: 'dense_1', type: 'dense', inputs: ['features'], units: 3 },
        { id: 'dropout_1', type: 'dropout', inputs: ['dense_1'], rate: 0.25 },
        { id: 'dense_2', type: 'dense', inputs: ['dropout_1'], units: 2 },
      ],
      outputs: ['dense_2'],
    });
    expect(wiring(short)).toEqual(wiring(long));
  });

  it('branches and joins where layers name their inputs; a name renames no other layer', () => {
    const short = parse({
      layers: [
        { type: 'dense', units: 3 },
        { type: 'dense', id: 'left', units: 2 },
        { type: 'dense', units: 2, inputs: ['dense_1'] },
        { type: 'add', inputs: ['left', 'dense_3'] },
        { type: 'concatenate', inputs: ['add_1', 'features'] },
        { type: 'dense', units: 1 },
      ],
    });
    const long = parse({
      inputs: [{ id: 'features' }],
      nodes: [
        { id: 'dense_1', type: 'dense', inputs: ['features'], units: 3 },
        { id: 'left', type: 'dense', inputs: ['dense_1'], units: 2 },
        { id: 'dense_3', type: 'dense', inputs: ['dense_1'], units: 2 },
        { id: 'add_1', type: 'add', inputs: ['left', 'dense_3'] },
        { id: 'concatenate_1', type: 'concatenate', inputs: ['add_1', 'features'] },
        { id: 'dense_4', type: 'dense', inputs: ['concatenate_1'], units: 1 },
      ],
      outputs: ['dense_4'],
    });
    expect(wiring(short)).toEqual(wiring(long));
    expect(parse(short)).toEqual(short);
    const data = { inputShapes: { features: [4] }, classes: null };
    const shapes = (model: ModelSpec): unknown => {
      const { nodes, ...rest } = inspectModel(model, data);
      return { ...rest, nodes: nodes.map(({ path: _, ...node }) => node) };
    };
    expect(shapes(short)).toEqual(shapes(long));
  });

  it('passes over a count that is the name of another layer', () => {
    const { nodes } = normalizeModel(
      parse({
        layers: [{ units: 1 }, { units: 2, id: 'dense_1' }, { units: 3 }].map((one) => ({ type: 'dense', ...one })),
      }),
    );
    expect(nodes.map(({ id }) => id)).toEqual(['dense_2', 'dense_1', 'dense_4']);
  });

  it('says what is wrong with a name or an input', () => {
    const second = (place: object): string => told(dense({ units: 2, ...place }));
    expect(second({ id: '2nd' })).toMatch(/^model\.layers\[1\]\.id: /u);
    expect(second({ inputs: 'dense_1' })).toMatch(/^model\.layers\[1\]\.inputs: /u);
    expect(second({ inputs: [4] })).toMatch(/^model\.layers\[1\]\.inputs\[0\]: /u);
    const places = (place: object): unknown =>
      inspectModel(dense({ units: 2, ...place }), { inputShapes: { features: [4] }, classes: null }).problems.map(
        ({ code, path, node }) => [code, path, node],
      );
    expect(places({ id: 'features' })).toEqual([['models.duplicateId', 'model.layers[1].id', 'features']]);
    expect(places({ inputs: ['dense_3'] })).toEqual([['models.unknownNode', 'model.layers[1].inputs[0]', 'dense_2']]);
    expect(places({ inputs: ['features', 'dense_1'] })).toEqual([
      ['models.wrongInputCount', 'model.layers[1].inputs', 'dense_2'],
    ]);
    expect(places({ inputs: ['dense_2'] })).toEqual([['models.circle', 'model.layers[1].inputs', 'dense_2']]);
  });

  it('survives storage: what was resolved resolves to itself', () => {
    const layer = fc.oneof(
      fc.record({ type: fc.constant('dense'), units: fc.integer({ min: 1, max: 1000 }), useBias: fc.boolean() }),
      fc.record({ type: fc.constant('dropout'), rate: fc.double({ min: 0, max: 0.99, noNaN: true }) }),
      fc.record({ type: fc.constant('activation'), activation: fc.constantFrom('relu', 'tanh', 'softmax') }),
      fc.record({ type: fc.constant('flatten') }),
    );
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 5 }), (layers) => {
        const once = parse({ layers });
        expect(parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
      }),
    );
  });
});

describe('what a person is told', () => {
  it.each([
    [dense({ units: -1 }), 'model.layers[1].units: Expected a whole number from 1 to 1,000,000 or classes, found -1.'],
    [
      dense({ units: 1.5 }),
      'model.layers[1].units: Expected a whole number from 1 to 1,000,000 or classes, found 1.5.',
    ],
    [
      dense({ units: NaN }),
      'model.layers[1].units: Expected a whole number from 1 to 1,000,000 or classes, found NaN.',
    ],
    [
      dense({ units: Infinity }),
      'model.layers[1].units: Expected a whole number from 1 to 1,000,000 or classes, found Infinity.',
    ],
    [dense({}), 'model.layers[1].units: Expected a whole number from 1 to 1,000,000 or classes, found nothing.'],
    [
      dense({ units: 'class' }),
      'model.layers[1].units: Expected a whole number from 1 to 1,000,000 or classes, found "class".',
    ],
    [
      dense({ units: 2, activation: 'rleu' }),
      'model.layers[1].activation: Expected one of linear, relu, leakyRelu, relu6, elu, selu, gelu, geluTanh, silu, mish, softplus, softsign, sigmoid, hardSigmoid, tanh, softmax, logSoftmax; found "rleu". ' +
        'Did you mean relu?',
    ],
    [dense({ units: 2, useBias: 'no' }), 'model.layers[1].useBias: Expected true or false, found "no".'],
    [
      dense({ units: 2, activatoin: 'relu' }),
      'model.layers[1].activatoin: There is no field activatoin here. Did you mean activation? ' +
        'Known: type, id, inputs, units, activation, useBias, kernelInitializer, biasInitializer, kernelL1, kernelL2.',
    ],
    [
      { layers: [{ type: 'Danse', units: 2 }] },
      'model.layers[0].type: There is no layer type Danse. Did you mean dense?',
    ],
    [
      { layers: [{ units: 2 }] },
      `model.layers[0].type: The layer has no type. Known: ${[...layerTypes, 'repeat'].join(', ')}.`,
    ],
    [{ layers: [7] }, 'model.layers[0]: Expected an object with fields in braces, found 7.'],
    [{ layers: 'dense' }, 'model.layers: Expected a list in square brackets, found "dense".'],
    [{ layers: [] }, 'model.layers: The model has no layers.'],
    [{}, 'model: The model has no layers.'],
    [null, 'model: Expected an object with fields in braces, found null.'],
    [
      { layers: [{ type: 'conv2d', filters: 2, kernelSize: [3, 3, 3] }] },
      'model.layers[0].kernelSize: Expected a whole number from 1 to 1,000, or a list of 2 such numbers, found [3,3,3].',
    ],
    [
      { layers: [{ type: 'conv2d', filters: 2, kernelSize: 3, strides: [1, 0] }] },
      'model.layers[0].strides: Expected a whole number from 1 to 1,000, or a list of 2 such numbers, found [1,0].',
    ],
    [{ layers: [{ type: 'dropout', rate: 1 }] }, 'model.layers[0].rate: Expected a number from 0 to 0.99, found 1.'],
    [
      { inputs: [{ id: 'x' }], nodes: [{ id: 'a/b', type: 'flatten', inputs: ['x'] }], outputs: ['a/b'] },
      'model.nodes[0].id: Expected a name of at most 64 letters, digits, _ and - that begins with a letter, found "a/b".',
    ],
  ])('%j', (raw, expected) => {
    expect(told(raw)).toBe(expected);
  });
});

/** Inspecting drafts: shapes, parameter counts and every problem, without throwing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelInspection } from '../../../main/api/contract/model-types.ts';
import type { UserError } from '../../../main/base/errors.ts';
import { checkModel, modelParameters } from '../../../main/models/build.ts';
import { inspectModel } from '../../../main/models/inspect.ts';
import type { ModelData } from '../../../main/models/resolve.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { modelSchema } from '../../../main/models/spec.ts';

const iris: ModelData = { inputShapes: { features: [4], x: [4] }, classes: 3 };
const irisModel = {
  layers: [
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dense', units: 'classes', activation: 'softmax' },
  ],
};

describe('a whole model', () => {
  it('has the shapes and parameters that Keras shows in its summary', () => {
    expect(inspectModel(irisModel, iris)).toEqual({
      nodes: [
        { id: 'dense_1', type: 'dense', path: 'model.layers[0]', inputShape: [4], outputShape: [64], parameters: 320 },
        {
          id: 'dense_2',
          type: 'dense',
          path: 'model.layers[1]',
          inputShape: [64],
          outputShape: [64],
          parameters: 4160,
        },
        { id: 'dense_3', type: 'dense', path: 'model.layers[2]', inputShape: [64], outputShape: [3], parameters: 195 },
      ],
      parameters: 4675,
      problems: [],
    });
  });

  it('names its parameters by layer', () => {
    expect(
      modelParameters(checkModel(parseSpec(modelSchema, irisModel, ['model']), iris)).map(({ key }) => key),
    ).toEqual([
      'parameters/dense_1/kernel',
      'parameters/dense_1/bias',
      'parameters/dense_2/kernel',
      'parameters/dense_2/bias',
      'parameters/dense_3/kernel',
      'parameters/dense_3/bias',
    ]);
  });

  it('leaves unknown what depends on data that are not chosen', () => {
    const { nodes, parameters, problems } = inspectModel(irisModel, {
      inputShapes: { features: [4], x: [4] },
      classes: null,
    });
    expect(nodes.map(({ outputShape }) => outputShape)).toEqual([[64], [64], null]);
    expect(parameters).toBeNull();
    expect(problems).toEqual([]);
    expect(inspectModel(irisModel, { inputShapes: {}, classes: 3 }).nodes[0]?.outputShape).toBeNull();
  });
});

describe('a wrong model', () => {
  it('has all its problems told, and shapes up to the first of them', () => {
    const inspection = inspectModel(
      {
        layers: [
          { type: 'dense', units: 8 },
          { type: 'dense', units: -1, activation: 'rleu' },
          { type: 'danse' },
          { type: 'dense', units: 3 },
        ],
      },
      iris,
    );
    expect(inspection.nodes.map(({ id, outputShape }) => [id, outputShape])).toEqual([
      ['dense_1', [8]],
      ['dense_2', null],
      ['danse_1', null],
      ['dense_3', null],
    ]);
    expect(inspection.problems.map(({ code, path, node }) => [code, path, node])).toEqual([
      ['models.expectedIntegerOrWord', 'model.layers[1].units', 'dense_2'],
      ['models.expectedChoice', 'model.layers[1].activation', 'dense_2'],
      ['models.unknownLayer', 'model.layers[2].type', 'danse_1'],
    ]);
    expect(inspection.parameters).toBeNull();
  });

  it('is told where a shape does not fit', () => {
    const { problems } = inspectModel(
      { layers: [{ type: 'dense', units: 2 }] },
      { inputShapes: { features: [28, 28] }, classes: 10 },
    );
    expect(problems).toEqual([
      {
        code: 'models.expectedFlat',
        params: { layer: 'dense', found: '[28, 28]' },
        path: 'model.layers[0]',
        node: 'dense_1',
      },
    ]);
  });

  const wired = (nodes: object[], outputs: unknown[] = ['a'], inputs: object[] = [{ id: 'x' }]): object => ({
    inputs,
    nodes: nodes.map((node) => ({ type: 'activation', activation: 'relu', ...node })),
    outputs,
  });
  it('names those of a circle, and not what only follows it', () => {
    const model = wired(
      [
        { id: 'c', inputs: ['b'] },
        { id: 'a', inputs: ['b'] },
        { id: 'b', inputs: ['a'] },
        { id: 'd', inputs: ['c'] },
      ],
      ['d'],
    );
    const [problem, ...others] = inspectModel(model, { inputShapes: { x: [2] }, classes: null }).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'models.circle', path: 'model.nodes[1].inputs', params: { nodes: 'a, b' } });
  });

  it.each([
    [wired([{ id: 'a', inputs: ['y'] }]), [['models.unknownNode', 'model.nodes[0].inputs[0]', 'a']]],
    [wired([{ id: 'a', inputs: ['x'] }], ['b']), [['models.unknownNode', 'model.outputs[0]', undefined]]],
    [wired([{ id: 'a', inputs: ['x'] }], []), [['models.noOutput', 'model.outputs', undefined]]],
    [
      wired([
        { id: 'a', inputs: ['b'] },
        { id: 'b', inputs: ['a'] },
      ]),
      [['models.circle', 'model.nodes[0].inputs', 'a']],
    ],
    [
      wired([
        { id: 'a', inputs: ['x'] },
        { id: 'a', inputs: ['x'] },
      ]),
      [['models.duplicateId', 'model.nodes[1].id', 'a']],
    ],
    [wired([{ id: 'a', inputs: [] }]), [['models.wrongInputCount', 'model.nodes[0].inputs', 'a']]],
    [wired([{ id: 'a', inputs: ['x', 'x'] }]), [['models.wrongInputCount', 'model.nodes[0].inputs', 'a']]],
  ])('%j', (raw, expected) => {
    expect(inspectModel(raw, iris).problems.map(({ code, path, node }) => [code, path, node])).toEqual(expected);
  });

  it('refuses `classes` of a target that is a number when it is to be built', () => {
    expect(() =>
      checkModel(parseSpec(modelSchema, irisModel, ['model']), {
        inputShapes: { features: [4], x: [4] },
        classes: null,
      }),
    ).toThrow(expect.objectContaining({ name: 'UserError', code: 'models.noClasses' }) as UserError);
  });
});

it('never throws, whatever the draft, and answers as the contract says', () => {
  const { layer } = fc.letrec<{ layer: unknown }>((tie) => ({
    layer: fc.oneof(
      { depthSize: 'small' },
      fc.anything(),
      fc.record({ type: fc.constantFrom('dense', 'dropout', 'x'), units: fc.anything(), inputs: fc.anything() }),
      fc.record({
        type: fc.constant('repeat'),
        times: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.anything()),
        layers: fc.oneof(fc.array(tie('layer'), { maxLength: 3 }), fc.anything()),
      }),
    ),
  }));
  const draft = fc.oneof(
    fc.anything(),
    fc.record({ layers: fc.oneof(fc.array(layer), fc.anything()) }),
    fc.record({ inputs: fc.anything(), nodes: fc.array(layer), outputs: fc.array(fc.anything()) }),
  );
  fc.assert(
    fc.property(draft, (raw) => {
      const inspection = inspectModel(raw, iris);
      modelInspection.parse({ ...inspection, inputs: [] });
      expect(inspection.problems.length > 0 || inspection.parameters !== null).toBe(true);
    }),
    { numRuns: 500 },
  );
});

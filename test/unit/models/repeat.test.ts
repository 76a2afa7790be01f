/** Blocks that stand several times in a row: what they come to, and what a person is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectModel } from '../../../main/models/inspect.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { modelSchema, normalizeModel, type ModelGraph } from '../../../main/models/spec.ts';

const data = { inputShapes: { features: [4] }, classes: 3 };
const dense = (units: number | string, more: object = {}): object => ({ type: 'dense', units, ...more });
const repeat = (times: unknown, layers: unknown, more: object = {}): object => ({
  type: 'repeat',
  times,
  layers,
  ...more,
});

function graph(model: object): ModelGraph {
  return normalizeModel(parseSpec(modelSchema, model, ['model']));
}

function wiring(model: object): Record<string, readonly string[]> {
  return Object.fromEntries(graph(model).nodes.map(({ id, inputs }) => [id, inputs]));
}

describe('a block', () => {
  it('takes the layer before it, each copy the copy before, and what follows the last', () => {
    const model = { layers: [dense(8), repeat(3, [dense(16), dense(8)]), dense('classes')] };
    expect(wiring(model)).toEqual({
      dense_1: ['features'],
      'repeat_1-1-dense_1': ['dense_1'],
      'repeat_1-1-dense_2': ['repeat_1-1-dense_1'],
      'repeat_1-2-dense_1': ['repeat_1-1-dense_2'],
      'repeat_1-2-dense_2': ['repeat_1-2-dense_1'],
      'repeat_1-3-dense_1': ['repeat_1-2-dense_2'],
      'repeat_1-3-dense_2': ['repeat_1-3-dense_1'],
      dense_2: ['repeat_1-3-dense_2'],
    });
    const { nodes, parameters, problems } = inspectModel(model, data);
    expect(problems).toEqual([]);
    // (4+1)·8, three times (8+1)·16 + (16+1)·8, (8+1)·3
    expect(parameters).toBe(40 + 3 * (144 + 136) + 27);
    expect(nodes.map(({ path }) => path)).toEqual([
      'model.layers[0]',
      ...Array.from({ length: 3 }, () => ['model.layers[1].layers[0]', 'model.layers[1].layers[1]']).flat(),
      'model.layers[2]',
    ]);
  });

  it('may take its own input twice, be named by others, stand last and hold another block', () => {
    const residual = [dense(8), { type: 'add', inputs: ['dense_1', 'input'] }];
    const model = {
      layers: [
        dense(8, { id: 'stem' }),
        repeat(2, [repeat(2, residual, { id: 'pair' }), { type: 'add', inputs: ['pair', 'stem'] }], { id: 'body' }),
      ],
    };
    expect(wiring(model)).toEqual({
      stem: ['features'],
      'body-1-pair-1-dense_1': ['stem'],
      'body-1-pair-1-add_1': ['body-1-pair-1-dense_1', 'stem'],
      'body-1-pair-2-dense_1': ['body-1-pair-1-add_1'],
      'body-1-pair-2-add_1': ['body-1-pair-2-dense_1', 'body-1-pair-1-add_1'],
      'body-1-add_1': ['body-1-pair-2-add_1', 'stem'],
      'body-2-pair-1-dense_1': ['body-1-add_1'],
      'body-2-pair-1-add_1': ['body-2-pair-1-dense_1', 'body-1-add_1'],
      'body-2-pair-2-dense_1': ['body-2-pair-1-add_1'],
      'body-2-pair-2-add_1': ['body-2-pair-2-dense_1', 'body-2-pair-1-add_1'],
      'body-2-add_1': ['body-2-pair-2-add_1', 'stem'],
    });
    expect(graph(model).outputs.map(({ id }) => id)).toEqual(['body-2-add_1']);
  });

  it('is a node and an output of the long form too', () => {
    const { nodes, outputs } = graph({
      inputs: [{ id: 'x' }],
      nodes: [
        repeat(2, [dense(4)], { id: 'body', inputs: ['x'] }),
        dense(1, { id: 'head', type: 'dense', inputs: ['body'] }),
      ],
      outputs: ['body', 'head'],
    });
    expect(nodes.map(({ id, inputs }) => [id, inputs])).toEqual([
      ['body-1-dense_1', ['x']],
      ['body-2-dense_1', ['body-1-dense_1']],
      ['head', ['body-2-dense_1']],
    ]);
    expect(outputs.map(({ id }) => id)).toEqual(['body-2-dense_1', 'head']);
  });

  it('comes to what the copies written out come to', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(widths, fc.integer({ min: 1, max: 4 }), (units, times) => {
        const block = [...units, 4].map((width) => dense(width));
        const written = inspectModel({ layers: Array.from({ length: times }, () => block).flat() }, data);
        const repeated = inspectModel({ layers: [repeat(times, block)] }, data);
        expect(repeated.problems).toEqual([]);
        const shapes = ({ nodes }: typeof written): unknown =>
          nodes.map(({ inputShape, outputShape, parameters }) => [inputShape, outputShape, parameters]);
        expect(shapes(repeated)).toEqual(shapes(written));
        expect(repeated.parameters).toBe(written.parameters);
      }),
    );
  });
});

describe('a wrong block', () => {
  const told = (block: object): unknown =>
    inspectModel({ layers: [dense(4), block, dense(2)] }, data).problems.map(({ code, path, node }) => [
      code,
      path,
      node,
    ]);

  it('has its problems told once, where they are written', () => {
    expect(told(repeat(0, [dense(4)]))).toEqual([
      ['models.expectedInteger', 'model.layers[1].times', 'repeat_1-1-dense_1'],
    ]);
    expect(told(repeat(2, []))).toEqual([
      ['models.emptyBlock', 'model.layers[1].layers', undefined],
      ['models.unknownNode', 'model.layers[2].inputs[0]', 'dense_2'],
    ]);
    expect(told(repeat(2, [dense(4)], { inputs: ['dense_1', 'features'] }))).toEqual([
      ['models.wrongInputCount', 'model.layers[1].inputs', 'repeat_1-1-dense_1'],
    ]);
    expect(told(repeat(3, [dense(-1)]))).toEqual([
      ['models.expectedIntegerOrWord', 'model.layers[1].layers[0].units', 'repeat_1-1-dense_1'],
    ]);
    expect(told(repeat(3, [dense(4, { inputs: ['elsewhere'] })]))).toEqual([
      ['models.unknownNode', 'model.layers[1].layers[0].inputs[0]', 'repeat_1-1-dense_1'],
    ]);
    expect(told(repeat(2, [dense(4)], { unit: 3 }))).toEqual([
      ['models.unknownField', 'model.layers[1].unit', 'repeat_1-1-dense_1'],
    ]);
  });

  it('says at which copy the shapes stop fitting', () => {
    expect(told(repeat(2, [dense(8), { type: 'add', inputs: ['dense_1', 'input'] }]))).toEqual([
      ['models.shapesDiffer', 'model.layers[1].layers[1].inputs', 'repeat_1-1-add_1'],
    ]);
    const shapes = { inputShapes: { features: [8, 8, 1] }, classes: null };
    const pooled = repeat(4, [{ type: 'maxPooling2d', poolSize: 2 }]);
    expect(inspectModel({ layers: [pooled] }, shapes).problems.map(({ path, node }) => [path, node])).toEqual([
      ['model.layers[0].layers[0].poolSize', 'repeat_1-4-maxPooling2d_1'],
    ]);
  });

  it('cannot make a model of millions of layers', () => {
    const nested = repeat(1000, [repeat(1000, [repeat(1000, [dense(4)])])]);
    const { problems, nodes } = inspectModel({ layers: [nested] }, data);
    expect(problems.map(({ code, params }) => [code, params['count']])).toEqual([['models.tooManyLayers', 1e9]]);
    expect(nodes).toHaveLength(1);
    expect(inspectModel({ layers: [repeat(2 ** 40, [])] }, data).problems.map(({ code }) => code)).toContain(
      'models.emptyBlock',
    );
  });
});

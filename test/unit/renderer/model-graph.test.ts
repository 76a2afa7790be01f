/** The model as the canvas and the diagrams see it: nodes, connections, facts and places. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelInspection } from '../../../main/api/contract/index.ts';
import { inspectModel } from '../../../main/models/inspect.ts';
import { placeLayers as corePlaces } from '../../../main/models/spec.ts';
import { drawLayers, drawModel, nodeState } from '../../../renderer/views/models/graph/drawn-model.ts';
import { listInput, placeLayers } from '../../../renderer/views/models/graph/layer-names.ts';
import { readModelGraph } from '../../../renderer/views/models/graph/model-graph.ts';
import { absolutePlace, connectionPath, layOutModel } from '../../../renderer/views/models/graph/model-layout.ts';
import { neighbour } from '../../../renderer/views/models/graph/walk.ts';

const residual = {
  layers: [
    { type: 'dense', units: 8 },
    {
      type: 'repeat',
      id: 'body',
      times: 3,
      layers: [
        { type: 'dense', units: 8 },
        { type: 'add', inputs: ['dense_1', 'input'] },
      ],
    },
    { type: 'dense', units: 'classes' },
  ],
};

function inspected(model: object): ModelInspection {
  const shape = [4];
  const found = inspectModel(model, { inputShapes: { features: shape, x: shape }, classes: 3 });
  const problems = found.problems.map((problem) => ({ ...problem, params: { ...problem.params } }));
  return { ...found, problems, inputs: [{ id: 'features', shape }] };
}

const drawn = (model: object) => drawModel(readModelGraph(model), inspected(model), null);

describe('names', () => {
  it('are those that the core counts', () => {
    const layer = fc.record(
      {
        type: fc.constantFrom('dense', 'add'),
        id: fc.constantFrom('dense_1', 'dense_2', 'add_1', 'other'),
        inputs: fc.array(fc.constantFrom('features', 'dense_1')),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 6 }), (layers) => {
        expect(placeLayers(layers, listInput)).toEqual(corePlaces(layers));
      }),
    );
  });
});

describe('reading', () => {
  it('finds every layer and connection of a list with a block', () => {
    const { form, items, edges } = readModelGraph(residual);
    expect(form).toBe('list');
    expect(items.map(({ key, kind, parent }) => [key, kind, parent])).toEqual([
      ['features', 'input', null],
      ['dense_1', 'layer', null],
      ['body', 'block', null],
      ['dense_2', 'layer', null],
      ['body/dense_1', 'layer', 'body'],
      ['body/add_1', 'layer', 'body'],
      ['out:dense_2', 'output', null],
    ]);
    expect(edges.map(({ key, inside }) => [key, inside])).toEqual([
      ['features>dense_1:0', null],
      ['dense_1>body:0', null],
      ['body>body/dense_1:0', 'entry'],
      ['body/dense_1>body/add_1:0', null],
      ['body>body/add_1:1', 'entry'],
      ['body/add_1>body:exit', 'exit'],
      ['body>dense_2:0', null],
      ['dense_2>out:dense_2:0', null],
    ]);
  });

  it('takes anything that was typed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (model) => {
        const { items } = readModelGraph(model);
        expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
      }),
    );
  });

  it('reads a graph with several inputs and outputs', () => {
    const { form, items, edges } = readModelGraph({
      inputs: [{ id: 'x' }, { id: 'y' }],
      nodes: [{ id: 'a', type: 'concatenate', inputs: ['x', 'y', 'nowhere'] }],
      outputs: ['a', 'b'],
    });
    expect(form).toBe('graph');
    expect(items.map(({ key }) => key)).toEqual(['x', 'y', 'a', 'out:a']);
    expect(edges.map(({ key }) => key)).toEqual(['x>a:0', 'y>a:1', 'a>out:a:0']);
  });
});

describe('what is drawn', () => {
  it('has the shapes and parameters that the core found, of a block those of all copies', () => {
    const { nodes, edges } = drawn(residual);
    const facts = Object.fromEntries(nodes.map((node) => [node.key, [node.outputShape, node.parameters, node.times]]));
    expect(facts).toEqual({
      features: [[4], null, 1],
      dense_1: [[8], 40, 1],
      body: [[8], 216, 3],
      'body/dense_1': [[8], 216, 1],
      'body/add_1': [[8], 0, 1],
      dense_2: [[3], 27, 1],
      'out:dense_2': [[3], null, 1],
    });
    expect(edges.every(({ shape, wrong }) => shape !== null && !wrong)).toBe(true);
  });

  it('shows what is wrong at the layer and on the connection, and what waits for it', () => {
    const { nodes, edges } = drawn({
      layers: [
        { type: 'dense', units: 8 },
        { type: 'dense', units: 8, inputs: ['dense_1'] },
        { type: 'dense', units: 9, inputs: ['dense_1'] },
        { type: 'add', inputs: ['dense_1', 'dense_2', 'dense_3'] },
        { type: 'dense', units: 2 },
      ],
    });
    expect(nodes.map((node) => [node.key, nodeState(node)])).toEqual([
      ['features', 'valid'],
      ['dense_1', 'valid'],
      ['dense_2', 'valid'],
      ['dense_3', 'valid'],
      ['add_1', 'wrong'],
      ['dense_4', 'unknown'],
      ['out:dense_4', 'unknown'],
    ]);
    expect(edges.filter(({ wrong }) => wrong).map(({ key }) => key)).toEqual(['dense_1>add_1:0', 'dense_3>add_1:2']);
  });

  it('can be the layers of a run', () => {
    const layer = { outputShape: [4], parameters: 0, settings: {} };
    const model = drawLayers(
      [
        { ...layer, id: 'features', type: 'input', inputs: [] },
        { ...layer, id: 'dense_1', type: 'dense', inputs: ['features'], parameters: 20 },
      ],
      null,
    );
    expect(model.nodes.map(({ key, kind }) => [key, kind])).toEqual([
      ['features', 'input'],
      ['dense_1', 'layer'],
      ['out:dense_1', 'output'],
    ]);
    expect(model.edges.map(({ key }) => key)).toEqual(['features>dense_1:0', 'dense_1>out:dense_1:0']);
  });
});

describe('the layout', () => {
  const overlap = (model: ReturnType<typeof drawn>): string[] => {
    const { boxes } = layOutModel(model);
    return model.nodes.flatMap((left, index) =>
      model.nodes.slice(index + 1).flatMap((right) => {
        const [a, b] = [boxes.get(left.key), boxes.get(right.key)];
        if (a === undefined || b === undefined) return [`${left.key} or ${right.key} has no place`];
        if (left.parent !== right.parent) return [];
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        return apart ? [] : [`${left.key} covers ${right.key}`];
      }),
    );
  };

  it('puts each layer below what it takes, none over another, those of a block within it', () => {
    const model = drawn(residual);
    expect(overlap(model)).toEqual([]);
    const { boxes } = layOutModel(model);
    for (const { source, target, inside } of model.edges) {
      if (inside === null) expect(boxes.get(target)?.y).toBeGreaterThan(boxes.get(source)?.y ?? Infinity);
    }
    const block = boxes.get('body');
    for (const key of ['body/dense_1', 'body/add_1']) {
      const box = boxes.get(key);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(block?.height ?? 0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(block?.width ?? 0);
    }
    expect(absolutePlace('body/add_1', boxes, (key) => (key.includes('/') ? 'body' : null)).y).toBe(
      (block?.y ?? 0) + (boxes.get('body/add_1')?.y ?? 0),
    );
  });

  it('ends for circles and for models that are not connected', () => {
    const circle = drawn({
      layers: [
        { type: 'dense', units: 1, inputs: ['dense_2'] },
        { type: 'dense', units: 1 },
        { type: 'dense', units: 1, inputs: [] },
        { type: 'dense', units: 1, inputs: ['dense_4'] },
        { type: 'repeat', times: 2, layers: [] },
      ],
    });
    expect(overlap(circle)).toEqual([]);
  });

  it('draws connections through their bends', () => {
    expect(connectionPath({ x: 0, y: 0 }, { x: 0, y: 100 })).toBe('M0 0C0 50 0 50 0 100');
    const bends = [
      { x: 0, y: 0 },
      { x: 40, y: 50 },
      { x: 40, y: 150 },
      { x: 0, y: 200 },
    ];
    expect(connectionPath({ x: 0, y: 0 }, { x: 0, y: 200 }, bends)).toBe(
      'M0 0C0 25 40 25 40 50C40 100 40 100 40 150C40 175 0 175 0 200',
    );
  });
});

describe('walking by the arrow keys', () => {
  const model = drawn({
    layers: [
      { type: 'dense', units: 8 },
      { type: 'dense', units: 8, id: 'left' },
      { type: 'dense', units: 8, id: 'right', inputs: ['dense_1'] },
      { type: 'add', inputs: ['left', 'right'] },
    ],
  });
  const { boxes } = layOutModel(model);
  const walk = (from: string, direction: 'up' | 'down' | 'left' | 'right') => neighbour(model, boxes, from, direction);

  it('goes along connections and to those beside', () => {
    expect(walk('features', 'down')).toBe('dense_1');
    expect(walk('left', 'down')).toBe('add_1');
    expect(walk('right', 'up')).toBe('dense_1');
    expect(walk('features', 'up')).toBeNull();
    const other = (boxes.get('left')?.x ?? 0) < (boxes.get('right')?.x ?? 0) ? 'right' : 'left';
    expect(walk('left', other)).toBe('right');
    expect(walk('left', other === 'right' ? 'left' : 'right')).toBeNull();
  });

  it('goes into a block and out of it', () => {
    const nested = drawn(residual);
    const places = layOutModel(nested).boxes;
    expect(neighbour(nested, places, 'body/add_1', 'down')).toBe('body');
    expect(neighbour(nested, places, 'body/dense_1', 'up')).toBe('body');
  });
});

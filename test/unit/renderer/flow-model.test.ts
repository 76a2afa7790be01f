/** What Svelte Flow is handed anew after an edit: what has changed, and nothing else. */
import { expect, it } from 'vitest';
import { drawModel } from '../../../renderer/views/models/graph/drawn-model.ts';
import { readModelGraph } from '../../../renderer/views/models/graph/model-graph.ts';
import { layOutModel, structureOf } from '../../../renderer/views/models/graph/model-layout.ts';
import { keptNode } from '../../../renderer/views/models/canvas/flow-model.ts';
import type { LayerFlowNode } from '../../../renderer/views/models/canvas/flow-types.ts';

const dense = (units: number, more: object = {}): object => ({ type: 'dense', units, ...more });

function nodesOf(layers: object[]): LayerFlowNode[] {
  const graph = readModelGraph({ layers });
  const { boxes } = layOutModel(structureOf(graph));
  return drawModel(graph, null, { layers: [] }).nodes.map((node) => ({
    id: node.key,
    type: 'layer',
    position: { x: boxes.get(node.key)?.x ?? 0, y: boxes.get(node.key)?.y ?? 0 },
    data: { node, editor: null as never },
  }));
}

it('keeps nodes that are the same, and what was measured of those that are not', () => {
  const before = nodesOf([dense(4), dense(4), dense(2)]).map((node) => ({
    ...node,
    measured: { width: 1, height: 2 },
  }));
  const [input, first, second] = before;
  const changed = nodesOf([dense(4, { id: 'dense_1' }), dense(4), dense(2)]);
  expect(keptNode(input, changed[0] ?? expect.fail())).toBe(input);
  expect(keptNode(second, changed[2] ?? expect.fail())).toBe(second);
  const renamed = nodesOf([dense(4), { type: 'dropout', id: 'dense_2' }, dense(2)])[2] ?? expect.fail();
  const kept = keptNode(second, renamed);
  expect(kept).not.toBe(second);
  expect(kept).toMatchObject({ data: { node: { type: 'dropout' } }, measured: { width: 1, height: 2 } });
  expect(keptNode(undefined, first ?? expect.fail())).toBe(first);
});

it('lays nothing out to the left of the sheet, routes that skip layers neither', () => {
  const add = (id: string, ...inputs: string[]): object => ({ type: 'add', id, inputs });
  const layers = [
    dense(4, { id: 'l0' }),
    add('l1', 'features', 'l0'),
    add('l2', 'l0', 'l1'),
    dense(4, { id: 'l3', inputs: ['features'] }),
    add('l4', 'l2', 'features'),
    dense(4, { id: 'l5', inputs: ['l3'] }),
  ];
  const { boxes, routes } = layOutModel(structureOf(readModelGraph({ layers })));
  expect(Math.min(...[...boxes.values()].map(({ x }) => x))).toBeGreaterThanOrEqual(0);
  expect(Math.min(...[...routes.values()].flatMap((points) => points.map(({ x }) => x)))).toBeGreaterThanOrEqual(0);
});

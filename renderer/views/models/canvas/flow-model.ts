/** The draft as Svelte Flow draws it. */
import type { CanvasEditor } from './canvas-editor.svelte.ts';
import type { LayerFlowEdge, LayerFlowNode } from './flow-types.ts';
import type { DrawnEdge } from '../graph/drawn-model.ts';

export function buildFlow(editor: CanvasEditor): { readonly nodes: LayerFlowNode[]; readonly edges: LayerFlowEdge[] } {
  const { drawn, boxes, layout } = editor;
  const chosen = new Set(editor.selected);
  const chosenEdges = new Set(editor.selectedEdges);
  const nodes = drawn.nodes.map((node): LayerFlowNode => {
    const { x = 0, y = 0, width = 0, height = 0 } = boxes.get(node.key) ?? {};
    return {
      id: node.key,
      type: 'layer',
      position: { x, y },
      width,
      height,
      data: { node, editor },
      selected: chosen.has(node.key),
      // Frames of blocks below connections, layers above them, and above all what has something to say beside it.
      zIndex: editor.refusal?.key === node.key ? 3 : node.problems.length > 0 ? 2 : node.kind === 'block' ? -1 : 1,
      ...(node.parent === null ? {} : { parentId: node.parent }),
    };
  });
  const parents = new Map(drawn.nodes.map(({ key, parent }) => [key, parent]));
  /** Both ends stand where the layout put them. */
  const standsAsLaid = ({ source, target }: DrawnEdge): boolean =>
    [source, target].every((key) => {
      const [laid, placed] = [layout.boxes.get(key), boxes.get(key)];
      return laid?.x === placed?.x && laid?.y === placed?.y;
    });
  const edges = drawn.edges.map((edge): LayerFlowEdge => {
    // What leaves from where a block begins runs inside it.
    const scope = edge.inside === 'entry' ? edge.source : (parents.get(edge.source) ?? null);
    const origin = scope === null ? { x: 0, y: 0 } : editor.absolute(scope);
    const bends = standsAsLaid(edge) ? layout.routes.get(edge.key) : undefined;
    return {
      id: edge.key,
      type: 'tensor',
      source: edge.source,
      target: edge.target,
      sourceHandle: edge.inside === 'entry' ? 'entry' : 'out',
      targetHandle: edge.inside === 'exit' ? 'exit' : 'in',
      selected: chosenEdges.has(edge.key),
      zIndex: 0,
      data: { edge, bends: bends?.map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y })) ?? null },
    };
  });
  return { nodes, edges };
}

/**
 * The node as it was, where nothing of it has changed: Svelte Flow leaves those alone, and of many an edit changes few. What
 * it has measured stays in any case.
 */
export function keptNode(before: LayerFlowNode | undefined, node: LayerFlowNode): LayerFlowNode {
  if (before === undefined) return node;
  if (nodeText(before) === nodeText(node)) return before;
  return before.measured === undefined ? node : { ...node, measured: before.measured };
}

export function keptEdge(before: LayerFlowEdge | undefined, edge: LayerFlowEdge): LayerFlowEdge {
  return before !== undefined && edgeText(before) === edgeText(edge) ? before : edge;
}

function nodeText({ position: { x, y }, width, height, selected, zIndex, parentId, data }: LayerFlowNode): string {
  return JSON.stringify([x, y, width, height, selected, zIndex, parentId, data.node]);
}

function edgeText({ sourceHandle, targetHandle, selected, data }: LayerFlowEdge): string {
  return JSON.stringify([sourceHandle, targetHandle, selected, data]);
}

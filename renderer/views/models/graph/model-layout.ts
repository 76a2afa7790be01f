/** Where the nodes of a drawn model stand, and which way its connections run: from top to bottom, by layers. Pure. */
import { Graph, layout as layOut, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import type { DrawnEdge, DrawnNode } from './drawn-model.ts';
import type { ModelGraph } from './model-graph.ts';

/** All lengths in pixels at a zoom of one. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface ModelLayout {
  /** Of nodes inside a block relative to the block. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** Bends of connections, relative to the block that they run in; the first point leaves the source. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  readonly width: number;
  readonly height: number;
}

export const cardSize = { width: 184, height: 46 };
/** Inputs and outputs of the model are lower. */
export const terminalHeight = 34;
/** Space in a block around its layers: its head is above them. */
export const blockSpace = { top: 56, bottom: 30, side: 18 };
const apart = { nodes: 36, ranks: 40 };

/** A block without layers still has a place to put one. */
const emptyBlock = { width: cardSize.width + 2 * blockSpace.side, height: blockSpace.top + blockSpace.bottom + 20 };

/** What a layout depends on. */
export interface LaidModel {
  readonly nodes: readonly Pick<DrawnNode, 'key' | 'kind' | 'parent'>[];
  readonly edges: readonly Pick<DrawnEdge, 'key' | 'source' | 'target' | 'inside'>[];
}

export function structureOf({ items, edges }: ModelGraph): LaidModel {
  return {
    nodes: items.map(({ key, kind, parent }) => ({ key, kind, parent })),
    edges: edges.map(({ key, source, target, inside }) => ({ key, source, target, inside })),
  };
}

export function layOutModel({ nodes, edges }: LaidModel): ModelLayout {
  const boxes = new Map<string, Box>();
  const routes = new Map<string, readonly Point[]>();
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const children = Map.groupBy(nodes, ({ parent }) => parent);

  /** The ancestor of a node that stands in `scope`; undefined if none does. */
  const standsIn = (key: string, scope: string | null): string | undefined => {
    let node = byKey.get(key);
    while (node !== undefined && node.parent !== scope)
      node = node.parent === null ? undefined : byKey.get(node.parent);
    return node?.key;
  };

  const place = (scope: string | null): { width: number; height: number } => {
    const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
    graph.setGraph({ rankdir: 'TB', nodesep: apart.nodes, ranksep: apart.ranks, edgesep: 20 });
    const here = children.get(scope) ?? [];
    for (const node of here) graph.setNode(node.key, sizeOf(node, place));
    // Where a block begins is a place too, so that what skips layers runs beside them.
    if (scope !== null) graph.setNode(scope, { width: 1, height: 1 });
    for (const { key, source, target, inside } of edges) {
      if (inside === 'exit') continue;
      // What crosses the border of a block pulls on the block as a whole.
      const from = inside === 'entry' ? (source === scope ? source : undefined) : standsIn(source, scope);
      const to = standsIn(target, scope);
      if (from !== undefined && to !== undefined && from !== to) graph.setEdge(from, to, {}, key);
    }
    layOut(graph);
    const head = here.some(({ key }) => graph.inEdges(key)?.some(({ v }) => v === scope)) ? apart.ranks + 1 : 0;
    const ways = graph.edges().map((edge) => [edge.name ?? '', graph.edge(edge).points ?? []] as const);
    // What skips layers may run to the left of all of them: the sheet begins there.
    const left = Math.min(
      ...here.map(({ key }) => (graph.node(key).x ?? 0) - graph.node(key).width / 2),
      ...ways.flatMap(([, points]) => points.map(({ x }) => x)),
    );
    const shift = scope === null ? { x: -left, y: 0 } : { x: blockSpace.side - left, y: blockSpace.top - head };
    let [right, bottom] = [0, 0];
    for (const { key } of here) {
      const { x = 0, y = 0, width, height } = graph.node(key);
      const box = { x: x - width / 2 + shift.x, y: y - height / 2 + shift.y, width, height };
      boxes.set(key, box);
      right = Math.max(right, box.x + width);
      bottom = Math.max(bottom, box.y + height);
    }
    for (const [key, points] of ways) {
      routes.set(
        key,
        points.map(({ x, y }) => ({ x: x + shift.x, y: y + shift.y })),
      );
      for (const { x } of points) right = Math.max(right, x + shift.x);
    }
    if (scope === null) return { width: right, height: bottom };
    if (here.length === 0) return emptyBlock;
    return { width: right + blockSpace.side, height: bottom + blockSpace.bottom };
  };

  return { ...place(null), boxes, routes };
}

function sizeOf(
  { key, kind }: LaidModel['nodes'][number],
  place: (scope: string) => { width: number; height: number },
): NodeLabel {
  if (kind === 'block') return place(key);
  return { ...cardSize, height: kind === 'layer' ? cardSize.height : terminalHeight };
}

/** Where a node stands on the whole sheet. */
export function absolutePlace(
  key: string,
  boxes: ReadonlyMap<string, Point>,
  parentOf: (key: string) => string | null,
): Point {
  let [x, y] = [0, 0];
  for (let at: string | null = key; at !== null; at = parentOf(at)) {
    const box = boxes.get(at);
    x += box?.x ?? 0;
    y += box?.y ?? 0;
  }
  return { x, y };
}

/**
 * The path of a connection as SVG. With bends it runs through them, rounded; without it leaves downwards and arrives
 * from above, and gives way to the side where it would run back up.
 */
export function connectionPath(from: Point, to: Point, bends: readonly Point[] = []): string {
  const inner = bends.slice(1, -1);
  // Back up, as in a circle: around the cards at its side, which would hide it.
  if (inner.length > 0 && to.y <= from.y) return around(from, to, inner);
  // One bend in line with both ends is none.
  if (inner.every(({ x }) => Math.abs(x - from.x) < 2 && Math.abs(x - to.x) < 2)) return curve(from, to);
  const points = [from, ...inner, to];
  const parts = points.slice(1).map((point, index) => {
    const before = points[index] ?? from;
    const half = (point.y - before.y) / 2;
    return `C${at(before.x, before.y + half)} ${at(point.x, point.y - half)} ${at(point.x, point.y)}`;
  });
  return `M${at(from.x, from.y)}${parts.join('')}`;
}

function around(from: Point, to: Point, bends: readonly Point[]): string {
  const side = Math.min(from.x - cardSize.width / 2, to.x - cardSize.width / 2, ...bends.map(({ x }) => x)) - 26;
  const [low, middle, high] = [from.y + 30, (from.y + to.y) / 2, to.y - 30];
  const down = `C${at(from.x, low)} ${at(side, low)} ${at(side, middle)}`;
  return `M${at(from.x, from.y)}${down}C${at(side, high)} ${at(to.x, high)} ${at(to.x, to.y)}`;
}

function curve(from: Point, to: Point): string {
  const down = to.y - from.y;
  const reach = Math.max(18, down > 0 ? down / 2 : Math.min(120, -down / 2 + 40));
  return `M${at(from.x, from.y)}C${at(from.x, from.y + reach)} ${at(to.x, to.y - reach)} ${at(to.x, to.y)}`;
}

function at(x: number, y: number): string {
  return `${String(Math.round(x * 10) / 10)} ${String(Math.round(y * 10) / 10)}`;
}

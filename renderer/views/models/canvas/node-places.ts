/** Where nodes stand on the canvas: as laid out, or where a person put them. Pure. */
import type { NodePlaces } from '../builder.svelte.ts';
import { outputKey, type ModelGraph } from '../graph/model-graph.ts';
import { blockSpace, cardSize, type Box, type ModelLayout } from '../graph/model-layout.ts';

/** The key of a node once something is called otherwise. */
export function renamedKey(key: string, id: string, name: string): string {
  if (key === id) return name;
  if (key === outputKey(id)) return outputKey(name);
  return key.startsWith(`${id}/`) ? `${name}${key.slice(id.length)}` : key;
}

/** Boxes with the places that a person gave; a block is as large as what is in it. */
export function placedBoxes(graph: ModelGraph, layout: ModelLayout, places: NodePlaces): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  // Blocks inside come after those around them, and must be known before.
  for (const { key, kind } of graph.items.toReversed()) {
    const own = layout.boxes.get(key) ?? { x: 0, y: 0, ...cardSize };
    const place = places?.[key];
    let { width, height } = own;
    if (kind === 'block' && places !== null) {
      for (const child of graph.items.filter(({ parent }) => parent === key)) {
        const box = boxes.get(child.key);
        width = Math.max(width, (box?.x ?? 0) + (box?.width ?? 0) + blockSpace.side);
        height = Math.max(height, (box?.y ?? 0) + (box?.height ?? 0) + blockSpace.bottom);
      }
    }
    boxes.set(key, { x: place?.x ?? own.x, y: place?.y ?? own.y, width, height });
  }
  return boxes;
}

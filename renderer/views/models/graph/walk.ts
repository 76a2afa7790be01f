/** Which node the arrow keys lead to: ↑ ↓ along the connections, ← → among those at about the same height. Pure. */
import type { DrawnModel } from './drawn-model.ts';
import type { Point } from './model-layout.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Which way a key leads; nothing for one that is no arrow. */
export const directionOfKey: Readonly<Record<string, Direction | undefined>> = {
  ArrowDown: 'down',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Nodes whose upper edges are at most this far apart stand side by side, in pixels. */
const sameHeight = 60;

/** Null where there is none in that direction. */
export function neighbour(
  { nodes, edges }: DrawnModel,
  places: ReadonlyMap<string, Point>,
  from: string,
  direction: Direction,
): string | null {
  const here = places.get(from);
  if (here === undefined) return null;
  const placed = (key: string): Point => places.get(key) ?? { x: 0, y: 0 };
  if (direction === 'up' || direction === 'down') {
    const next = edges.flatMap((edge) => {
      if (direction === 'down') return edge.source === from && edge.inside !== 'entry' ? [edge.target] : [];
      return edge.target === from && edge.inside !== 'exit' ? [edge.source] : [];
    });
    const into = direction === 'down' ? edges.filter((edge) => edge.source === from && edge.inside === 'entry') : [];
    const all = [...new Set([...into.map(({ target }) => target), ...next])];
    return nearest(all, (key) => Math.abs(placed(key).x - here.x));
  }
  const side = direction === 'left' ? -1 : 1;
  const parent = nodes.find(({ key }) => key === from)?.parent ?? null;
  const beside = nodes.filter(({ key, parent: other }) => {
    const { x, y } = placed(key);
    return key !== from && other === parent && Math.sign(x - here.x) === side && Math.abs(y - here.y) <= sameHeight;
  });
  return nearest(
    beside.map(({ key }) => key),
    (key) => Math.abs(placed(key).x - here.x) + Math.abs(placed(key).y - here.y),
  );
}

function nearest(keys: readonly string[], distance: (key: string) => number): string | null {
  return keys.toSorted((left, right) => distance(left) - distance(right))[0] ?? null;
}

/** Which connections cannot be, said before the core is asked: circles, too many inputs, what a layer cannot see. Pure. */
import type { Catalogue } from '../../../../main/api/contract/index.ts';
import { repeatType } from './layer-names.ts';
import { isHidden, itemOf, nameFor } from './model-edits.ts';
import type { GraphItem, ModelGraph } from './model-graph.ts';

/** `models.canvas.refused.<reason>` is its text. */
export interface ConnectRefusal {
  readonly reason: 'itself' | 'circle' | 'inputCount' | 'twice' | 'noInput' | 'outOfBlock' | 'hidden' | 'intoOutput';
  readonly source: string;
  readonly target: string;
  /** How many inputs the target takes at most. */
  readonly maximum: number;
}

/** Null where nothing but shapes could speak against it. */
export function refuseConnection(
  graph: ModelGraph,
  catalogue: Pick<Catalogue, 'layers'>,
  sourceKey: string,
  targetKey: string,
): ConnectRefusal | null {
  const source = itemOf(graph, sourceKey);
  const target = itemOf(graph, targetKey);
  if (source === undefined || target === undefined) return null;
  const maximum = mostInputs(catalogue, target);
  const refuse = (reason: ConnectRefusal['reason']): ConnectRefusal => {
    return { reason, source: source.id, target: target.id, maximum };
  };
  if (sourceKey === targetKey) return refuse('itself');
  if (target.kind === 'input') return refuse('noInput');
  if (target.kind === 'output') {
    return source.parent !== null || source.kind === 'input' ? refuse('intoOutput') : null;
  }
  // From a layer of a block to the block: it becomes the block's output.
  if (source.parent === targetKey) return null;
  if (nameFor(graph, sourceKey, target) === null) {
    return refuse(target.parent !== null && isHidden(graph, target.parent, source.id) ? 'hidden' : 'outOfBlock');
  }
  if (source.key !== target.parent && reaches(graph, target, source)) return refuse('circle');
  const taken = graph.edges.filter((edge) => edge.target === targetKey && edge.inside !== 'exit');
  if (taken.some((edge) => edge.source === sourceKey) && maximum > 1) return refuse('twice');
  return taken.length >= maximum ? refuse('inputCount') : null;
}

function mostInputs(catalogue: Pick<Catalogue, 'layers'>, { layer }: GraphItem): number {
  if (layer.type === repeatType) return 1;
  return catalogue.layers.find(({ type }) => type === layer.type)?.inputs.maximum ?? 1;
}

/** Whether what leaves `from` comes to `to`, both seen from the list that `to` is in. */
function reaches(graph: ModelGraph, from: GraphItem, to: GraphItem): boolean {
  const byKey = new Map(graph.items.map((item) => [item.key, item]));
  const standIn = (key: string): string | null => {
    let item = byKey.get(key);
    while (item !== undefined && item.parent !== to.parent)
      item = item.parent === null ? undefined : byKey.get(item.parent);
    return item?.key ?? null;
  };
  const next = Map.groupBy(
    graph.edges.filter(({ inside }) => inside === null),
    ({ source }) => standIn(source),
  );
  const waiting = [standIn(from.key)];
  const seen = new Set(waiting);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (key === to.key) return true;
    for (const { target } of next.get(key) ?? []) {
      const stand = standIn(target);
      if (stand === null || seen.has(stand)) continue;
      seen.add(stand);
      waiting.push(stand);
    }
  }
  return false;
}

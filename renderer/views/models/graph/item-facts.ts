/** What the core found out about one item of the model: a layer, or a block with all its copies. Pure. */
import type { ModelInspection } from '../../../../main/api/contract/index.ts';
import type { GraphItem } from './model-graph.ts';

export type InspectionProblem = ModelInspection['problems'][number];

export interface ItemFacts {
  /** Of its first input; shapes are null while unknown. */
  readonly inputShape: readonly number[] | null;
  readonly outputShape: readonly number[] | null;
  /** Of all copies. */
  readonly parameters: number | null;
  /** Its own problems, those inside a block not among them. */
  readonly problems: readonly InspectionProblem[];
  /** A layer inside it is wrong. */
  readonly wrongInside: boolean;
}

/** `['model', 'layers', 2]` → `model.layers[2]`, as problems write it. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${String(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** @param path of the item, as text */
export function itemFacts(inspection: ModelInspection | null, path: string): ItemFacts {
  const inner = `${path}.layers[`;
  const within = (place: string | undefined): boolean => place === path || (place?.startsWith(inner) ?? false);
  const nodes = (inspection?.nodes ?? []).filter((node) => within(node.path));
  const known = nodes.length > 0 && nodes.every(({ parameters }) => parameters !== null);
  const about = (inspection?.problems ?? []).filter(({ path: place = '' }) => {
    return place === path || place.startsWith(`${path}.`) || place.startsWith(`${path}[`);
  });
  return {
    inputShape: nodes[0]?.inputShape ?? null,
    outputShape: nodes.at(-1)?.outputShape ?? null,
    parameters: known ? nodes.reduce((sum, { parameters }) => sum + (parameters ?? 0), 0) : null,
    problems: about.filter(({ path: place = '' }) => !place.startsWith(inner)),
    wrongInside: about.some(({ path: place = '' }) => place.startsWith(inner)),
  };
}

/** What is wrong with an input or an output: where it is written, or what data and training say of it by its name. */
export function portProblems(
  inspection: ModelInspection | null,
  { kind, id, path }: Pick<GraphItem, 'kind' | 'id' | 'path'>,
): readonly InspectionProblem[] {
  const named = kind === 'input' ? ['data.features'] : ['data.target', 'training.loss', 'training.metrics'];
  // Of a list they are not written anywhere of their own.
  const places = [...(path.length > 1 ? [pathText(path)] : []), ...named.map((place) => `${place}.${id}`)];
  return (inspection?.problems ?? []).filter(({ path: place = '' }) =>
    places.some((own) => place === own || place.startsWith(`${own}.`) || place.startsWith(`${own}[`)),
  );
}

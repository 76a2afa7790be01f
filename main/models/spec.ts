/**
 * The `model` section of an experiment file: a list of layers, or a graph of nodes, checked and with every default
 * filled in. The list is short for a graph of one input and one output in which each node follows the one before it,
 * unless it names others. In both, a block of layers may stand several times in a row (repeat.ts).
 */
import { z } from 'zod';
import { nearestName } from '../base/nearest.ts';
import { fieldSchema, integer, optionsSchema, strictObject, type FieldValue } from './fields.ts';
import { isLayerType, layers, layerTypes, type LayerType } from './layers/registry.ts';
import { report, showValue, type ProblemContext, type ProblemPath } from './problems.ts';
import { blockInput, countExpanded, expandBlocks, mostNodes, repeatType, type WiredItem } from './repeat.ts';

export type LayerOptionValues = Readonly<Record<string, FieldValue>>;

/**
 * A layer of the short form: its type and its options side by side. `id` is its name for others, by default its type and
 * count; `inputs` are ids of layers before or after it, by default the one before.
 */
export type LayerSpec = {
  readonly type: LayerType;
  readonly id?: string;
  readonly inputs?: readonly string[];
} & Readonly<Record<string, FieldValue | readonly string[]>>;

/** A node of the long form. `inputs` are ids of inputs or of nodes before or after it. */
export type NodeSpec = { readonly id: string; readonly type: LayerType; readonly inputs: readonly string[] } & Readonly<
  Record<string, FieldValue | readonly string[]>
>;

/** Layers that stand `times` times in a row. It takes one input, by default the layer before it. */
export interface RepeatSpec {
  readonly type: typeof repeatType;
  readonly id?: string;
  readonly inputs?: readonly string[];
  readonly times: number;
  /** A list as a model's own is; its first layer takes what comes into the copy. */
  readonly layers: readonly ItemSpec[];
}

export type ItemSpec = LayerSpec | RepeatSpec;

export interface ShortModelSpec {
  readonly layers: readonly ItemSpec[];
}

export interface LongModelSpec {
  readonly inputs: readonly { readonly id: string }[];
  readonly nodes: readonly (NodeSpec | (RepeatSpec & { readonly id: string; readonly inputs: readonly string[] }))[];
  /** Ids of nodes. */
  readonly outputs: readonly string[];
}

/** A model as stored in an experiment: either form, as the person wrote it. */
export type ModelSpec = ShortModelSpec | LongModelSpec;

const placeKeys = ['type', 'id', 'inputs'];

/** Of every layer once: a draft is read after every edit, and to make a schema takes longer than to use it. */
const optionSchemas = Object.fromEntries(
  layerTypes.map((type) => [type, optionsSchema(layers[type].fields, placeKeys)] as const),
) as Readonly<Record<LayerType, ReturnType<typeof optionsSchema>>>;

/** Ids are part of parameter names and of files' keys. */
const identifier = z.unknown().transform((value, context) => {
  if (typeof value !== 'string' || !/^[A-Za-z][\w-]{0,63}$/u.test(value)) {
    report(context, 'models.expectedIdentifier', { found: showValue(value) });
  }
  return value as string;
});

const layerPlace = z.looseObject({ id: identifier.optional(), inputs: z.array(identifier).optional() });
const nodePlace = z.looseObject({ id: identifier, inputs: z.array(identifier) });

/** Forwards what a schema finds in a part of the value, at the part's own path. */
function parsePart<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  context: z.RefinementCtx,
  at: ProblemPath,
): Output {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    context.addIssue({ ...issue, path: [...at, ...issue.path] });
  }
  return z.NEVER;
}

function checkType(item: Readonly<Record<string, unknown>>, context: ProblemContext): LayerType | null {
  const { type } = item;
  if (isLayerType(type)) return type;
  const types = [...layerTypes, repeatType];
  if (type === undefined) {
    report(context, 'models.missingLayerType', { known: types.join(', ') }, ['type']);
  } else {
    const nearest = typeof type === 'string' ? nearestName(type, types) : null;
    const params = { type: typeof type === 'string' ? type : showValue(type), nearest, known: types.join(', ') };
    report(context, 'models.unknownLayer', params, ['type']);
  }
  return null;
}

/** One layer of the short form, or a block. */
export const layerItem: z.ZodType<ItemSpec> = z.looseObject({}).transform((item, context): ItemSpec => {
  if (item['type'] === repeatType) return parsePart(repeatItem, item, context, []);
  const place = parsePart(layerPlace, item, context, []);
  const type = checkType(item, context);
  if (type === null || (place as unknown) === z.NEVER) return z.NEVER;
  const { id, inputs } = place;
  return {
    type,
    ...(id === undefined ? {} : { id }),
    ...(inputs === undefined ? {} : { inputs }),
    ...parsePart(optionSchemas[type], item, context, []),
  };
});

const repeatItem: z.ZodType<RepeatSpec> = strictObject({
  type: z.literal(repeatType),
  id: identifier.optional(),
  inputs: z
    .array(identifier)
    .superRefine((inputs, context) => {
      if (inputs.length === 1) return;
      report(context, 'models.wrongInputCount', { layer: repeatType, minimum: 1, maximum: 1, found: inputs.length });
    })
    .optional(),
  times: fieldSchema(integer({ default: 2, minimum: 1, maximum: 1000, required: true })),
  layers: z.array(z.lazy(() => layerItem)).superRefine((items, context) => {
    if (items.length === 0) report(context, 'models.emptyBlock', {});
  }),
}).transform(({ type, id, inputs, times, layers: items }) => ({
  type,
  ...(id === undefined ? {} : { id }),
  ...(inputs === undefined ? {} : { inputs }),
  times,
  layers: items,
}));

/** One node of the long form, or a block. */
export const nodeItem = z.looseObject({}).transform((item, context): LongModelSpec['nodes'][number] => {
  const structure = parsePart(nodePlace, item, context, []);
  if (item['type'] === repeatType) {
    const block = parsePart(repeatItem, item, context, []);
    return { ...block, id: structure.id, inputs: structure.inputs };
  }
  const type = checkType(item, context);
  if (type === null || (structure as unknown) === z.NEVER) return z.NEVER;
  const options = parsePart(optionSchemas[type], item, context, []);
  return { id: structure.id, type, inputs: structure.inputs, ...options };
});

const shortSchema: z.ZodType<ShortModelSpec> = strictObject({
  layers: z.array(layerItem).superRefine((items, context) => {
    if (items.length === 0) report(context, 'models.noLayers', {});
  }),
});

const longSchema: z.ZodType<LongModelSpec> = strictObject({
  inputs: z.array(strictObject({ id: identifier })),
  nodes: z.array(nodeItem).superRefine((items, context) => {
    if (items.length === 0) report(context, 'models.noLayers', {});
  }),
  outputs: z.array(identifier),
});

/** Checks everything about a model that does not depend on the data. */
export const modelSchema: z.ZodType<ModelSpec> = z.looseObject({}).transform((raw, context): ModelSpec => {
  const long = 'nodes' in raw && !('layers' in raw);
  if (!long && !('layers' in raw)) {
    report(context, 'models.noLayers', {});
    return z.NEVER;
  }
  const spec = parsePart<ModelSpec>(long ? longSchema : shortSchema, raw, context, []);
  if ((spec as unknown) === z.NEVER) return z.NEVER;
  const count = countExpanded('layers' in spec ? wiredItems(spec.layers, ['layers']) : wiredNodes(spec));
  if (count > mostNodes) report(context, 'models.tooManyLayers', { count, most: mostNodes });
  return spec;
});

/** A node with its options apart from its place in the graph. */
export interface ModelNode {
  readonly id: string;
  readonly type: LayerType;
  readonly inputs: readonly string[];
  readonly options: LayerOptionValues;
  /** Where the person wrote it, relative to the model: `layers[1]` or `nodes[1]`. */
  readonly path: ProblemPath;
}

/** The one form that everything after the file works with. */
export interface ModelGraph {
  readonly inputs: readonly { readonly id: string; readonly path: ProblemPath }[];
  readonly nodes: readonly ModelNode[];
  readonly outputs: readonly { readonly id: string; readonly path: ProblemPath }[];
}

/** Id of the one input of a model in short form. */
export const shortInputId = 'features';

/** Where a layer of a list stands, as far as it says so. */
export interface LayerPlace {
  readonly type: string;
  readonly id?: string | undefined;
  readonly inputs?: readonly string[] | undefined;
}

/**
 * Layers of a list are called by their type and its count: `dense_1`, `dense_2`, `dropout_1`. One that has a name counts
 * too, so that naming it renames no other; a count that is another layer's name is passed over. `entry` is what the
 * first one takes.
 */
export function placeLayers(
  items: readonly LayerPlace[],
  entry = shortInputId,
): { readonly id: string; readonly inputs: readonly string[] }[] {
  const given = new Set(items.map(({ id }) => id));
  const counts = new Map<string, number>();
  const ids = items.map(({ type, id }) => {
    let count = (counts.get(type) ?? 0) + 1;
    while (id === undefined && given.has(`${type}_${count}`)) count += 1;
    counts.set(type, count);
    return id ?? `${type}_${count}`;
  });
  return items.map(({ inputs }, index) => ({
    id: ids[index] ?? '',
    inputs: inputs ?? [ids[index - 1] ?? entry],
  }));
}

/** The items of a list, each with its name and its inputs. */
function wiredItems(items: readonly ItemSpec[], path: ProblemPath, entry = shortInputId): WiredItem<ModelNode>[] {
  const places = placeLayers(items, entry);
  return items.map((item, index) => {
    const place = places[index] ?? { id: '', inputs: [] };
    return wiredItem({ ...item, ...place }, [...path, index]);
  });
}

function wiredNodes({ nodes }: LongModelSpec): WiredItem<ModelNode>[] {
  return nodes.map((node, index) => wiredItem(node, ['nodes', index]));
}

function wiredItem(item: LongModelSpec['nodes'][number], path: ProblemPath): WiredItem<ModelNode> {
  if (item.type !== repeatType) return modelNode(item, path);
  const { id, inputs, times, layers: inner } = item as RepeatSpec & NodeSpec;
  return { id, inputs, path, times: times, items: wiredItems(inner, [...path, 'layers'], blockInput) };
}

/** A node under another name, with other inputs. */
export function placeNode(node: ModelNode, id: string, inputs: readonly string[]): ModelNode {
  return { ...node, id, inputs };
}

/** A node with its options apart from its place. */
export function modelNode({ id, type, inputs, ...options }: NodeSpec, path: ProblemPath): ModelNode {
  return { id, type, inputs, options: options as LayerOptionValues, path };
}

/** Either form as a graph, every block expanded. Its wiring and shapes are not checked here. */
export function normalizeModel(spec: ModelSpec): ModelGraph {
  if ('layers' in spec) {
    const items = wiredItems(spec.layers, ['layers']);
    const { nodes, nameOf } = expandBlocks(items, placeNode);
    const last = items.at(-1);
    return {
      inputs: [{ id: shortInputId, path: [] }],
      nodes,
      outputs: last === undefined ? [] : [{ id: nameOf(last.id), path: last.path }],
    };
  }
  const { nodes, nameOf } = expandBlocks(wiredNodes(spec), placeNode);
  return {
    inputs: spec.inputs.map(({ id }, index) => ({ id, path: ['inputs', index, 'id'] })),
    nodes,
    outputs: spec.outputs.map((id, index) => ({ id: nameOf(id), path: ['outputs', index] })),
  };
}

/** An experiment file as a plain object that is still being written: read and changed by path. Pure. */

export type Experiment = Readonly<Record<string, unknown>>;
export type Layer = Readonly<Record<string, unknown>> & { readonly type: string };

/** A value deep in the experiment. */
export function valueAt(experiment: Experiment, path: readonly (string | number)[]): unknown {
  let value: unknown = experiment;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}

/** The experiment with one value replaced; `undefined` takes it out. Objects on the way are made. */
export function withValue(experiment: Experiment, path: readonly (string | number)[], value: unknown): Experiment {
  return replace(experiment, path, value) as Experiment;
}

function replace(node: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(node)) {
    return (node as unknown[]).map((item, index) => (index === part ? replace(item, rest, value) : item));
  }
  const copy = typeof node === 'object' && node !== null ? { ...(node as Record<string, unknown>) } : {};
  const next = replace(copy[part], rest, value);
  if (next === undefined) Reflect.deleteProperty(copy, part);
  else copy[part] = next;
  return copy;
}

/** The layers of the short form; null for a model written as a graph. */
export function layersOf(experiment: Experiment): readonly Layer[] | null {
  const layers = valueAt(experiment, ['model', 'layers']);
  if (!Array.isArray(layers)) return null;
  return layers.every((layer: unknown) => typeof valueAt({ layer }, ['layer', 'type']) === 'string')
    ? (layers as Layer[])
    : null;
}

export function withLayers(experiment: Experiment, layers: readonly Layer[]): Experiment {
  return withValue(experiment, ['model', 'layers'], layers);
}

/** The type of what is written as a word or as an item with options. */
export function typeOf(item: unknown): string {
  const type = typeof item === 'string' ? item : valueAt({ item }, ['item', 'type']);
  return typeof type === 'string' ? type : '';
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

/** Layers on their way through the clipboard and from the palette: as JSON that a person can read and paste elsewhere. */
import type { Fragment, PlacedLayer } from '../graph/model-edits.ts';

/** What a drag from the palette carries: the type of the layer. */
export const layerMime = 'application/x-athanor-layer';

export function writeFragment({ layers }: Fragment): string {
  const written = layers.map(({ id, inputs, layer: { type, ...options } }) => ({ id, type, inputs, ...options }));
  return JSON.stringify({ athanorLayers: written }, null, 2);
}

/** Null for any other text. */
export function readFragment(text: string): Fragment | null {
  if (!text.includes('athanorLayers')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const list = isRecord(value) ? value['athanorLayers'] : null;
  if (!Array.isArray(list)) return null;
  const layers = list.map((item: unknown): PlacedLayer | null => {
    if (!isRecord(item)) return null;
    const { id, inputs, type, ...options } = item;
    if (typeof id !== 'string' || typeof type !== 'string' || !Array.isArray(inputs)) return null;
    const names = inputs.filter((input): input is string => typeof input === 'string');
    return { id, inputs: names, layer: { type, ...options } };
  });
  return layers.every((layer) => layer !== null) ? { layers } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

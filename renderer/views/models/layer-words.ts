/** How a layer reads in one line, and the small picture of what it does to the tensor. Pure. */
import type { LayerDescriptor } from '../../../main/api/contract/index.ts';
import { typeOf, type Layer } from '../../../main/drafts/draft.ts';
import { repeatType } from './graph/layer-names.ts';

/** `64, relu`: the options that differ from the layer's defaults or carry its size, and which layers it takes if it says so. */
export function layerSummary(layer: Layer, descriptor: LayerDescriptor | undefined): string {
  const parts: string[] = layer.type === repeatType ? [blockSummary(layer)] : [];
  for (const field of descriptor?.fields ?? []) {
    const value = layer[field.name];
    if (value === undefined || isUsual(field, value)) continue;
    if (typeof value === 'boolean') {
      parts.push(`${field.name} ${String(value)}`);
    } else if (typeof value === 'number' || typeof value === 'string') {
      parts.push(String(value));
    } else if (Array.isArray(value)) {
      parts.push(value.join(' × '));
    }
  }
  const inputs = layer['inputs'];
  return [parts.join(', '), ...(Array.isArray(inputs) ? [`← ${inputs.join(', ')}`] : [])]
    .filter((part) => part !== '')
    .join(' ');
}

/** What goes without saying: the default of an option. The activation is said always, it is what a layer is read for. */
function isUsual(field: LayerDescriptor['fields'][number], value: unknown): boolean {
  return field.name !== 'activation' && !field.required && JSON.stringify(value) === JSON.stringify(field.default);
}

/** `× 3: conv2d, add`: how often, and of what types; of many, the first. */
function blockSummary({ times, layers }: Layer): string {
  const types = (Array.isArray(layers) ? layers : []).map((layer: unknown) => typeOf(layer));
  const shown = types.length > 4 ? [...types.slice(0, 4), '…'] : types;
  return `× ${typeof times === 'number' ? String(times) : '?'}: ${shown.join(', ')}`;
}

/** `4 × 4`, or `?` while unknown. */
export function shapeText(shape: readonly number[] | null | undefined): string {
  return shape === null || shape === undefined ? '?' : shape.join(' × ');
}

/**
 * A node's silhouette in a box of 18 × 22: its upper edge is as wide as log₂ of the elements that go in, its lower as
 * those that come out. Null while a shape is unknown.
 */
export function silhouette(
  input: readonly number[] | null | undefined,
  output: readonly number[] | null | undefined,
): string | null {
  if (input == null || output == null) return null;
  const top = halfWidth(input);
  const bottom = halfWidth(output);
  return `M${String(9 - top)} 3H${String(9 + top)}L${String(9 + bottom)} 19H${String(9 - bottom)}Z`;
}

function halfWidth(shape: readonly number[]): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  return Math.round(Math.min(8.5, Math.max(1, 0.75 * (1 + Math.log2(Math.max(1, elements))))) * 100) / 100;
}

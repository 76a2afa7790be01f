/** Every way of clipping gradients. To add one: a file here and a line below. */
import { globalNorm } from './global-norm.ts';
import { norm } from './norm.ts';
import { value } from './value.ts';
import type { ClipDefinition } from './definition.ts';

const definitions = { globalNorm, norm, value };

export type ClipType = keyof typeof definitions;

/** A way of clipping with its option. */
export interface ClipSpec {
  readonly type: ClipType;
  readonly limit: number;
}

export const clippings: Readonly<Record<ClipType, ClipDefinition>> = definitions;

export const clipTypes = Object.keys(definitions) as readonly ClipType[];

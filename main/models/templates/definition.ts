/** A network to begin with, for data of one kind, fitted to the shape that the data have. */
import type { LayerShape } from '../layers/definition.ts';

export interface TemplateData {
  /** Shape of one row, without the batch. */
  readonly inputShape: LayerShape;
  /** How many words the row's numbers can stand for; null where they are measurements. */
  readonly vocabulary: number | null;
  /** Rows are windows of a series, or sequences: the first axis is time. */
  readonly ofTime: boolean;
  /** The last layer, which goes with the target and the loss. */
  readonly output: { readonly units: number | 'classes'; readonly activation: string };
}

/** A layer or a block as an experiment file has it. */
export type TemplateLayer = Readonly<Record<string, unknown>> & { readonly type: string };

export interface TemplateDefinition {
  /** Where the architecture comes from. */
  readonly source: string;
  /** The layers of the `model` section; null where the data are of another kind. */
  layers(data: TemplateData): readonly TemplateLayer[] | null;
}

export function defineTemplate(definition: TemplateDefinition): TemplateDefinition {
  return definition;
}

/** The last layer. */
export function outputLayer({ output }: TemplateData): TemplateLayer {
  return { type: 'dense', ...output };
}

/** `[height, width, channels]`; null for any other shape, and for pictures too small to be halved once. */
export function pictureOf({ inputShape, vocabulary, ofTime }: TemplateData): readonly [number, number, number] | null {
  const [height, width, channels, ...more] = inputShape;
  if (vocabulary !== null || ofTime || channels === undefined || more.length > 0) return null;
  return Math.min(height ?? 0, width ?? 0) < 4 ? null : [height ?? 0, width ?? 0, channels];
}

/** How often both sides can be halved until the shorter one is below `least` pixels. */
export function halvings(height: number, width: number, least: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(Math.log2(Math.min(height, width) / least))));
}

export function conv(filters: number, more: object = {}): TemplateLayer {
  return { type: 'conv2d', filters, kernelSize: 3, padding: 'same', ...more };
}

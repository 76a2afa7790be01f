/** A network to begin with, for data of one kind, fitted to the shape that the data have. */
import type { LayerShape } from '../layers/definition.ts';

/**
 * What a row is, whatever shape it has: measurements side by side (`numbers`), those of several points in time (`series`),
 * numbers that stand for words (`tokens`), a picture, a spectrogram (time by frequency), the samples of a sound
 * (`waveform`), or numbers that are to be given back as they came (`restored`).
 */
export type DataKind = 'numbers' | 'series' | 'tokens' | 'picture' | 'spectrogram' | 'waveform' | 'restored';

export interface TemplateData {
  readonly kind: DataKind;
  /** Shape of one row, without the batch. */
  readonly inputShape: LayerShape;
  /** How many words the row's numbers can stand for; null where they are measurements. */
  readonly vocabulary: number | null;
  /** The last layer, which goes with the target and the loss; null where no one layer is the output. */
  readonly output: TemplateOutput | null;
}

export interface TemplateOutput {
  readonly units: number | 'classes';
  readonly activation: string;
}

/** Data that a template can be fitted to: it says itself what its last layer is. */
export type FittingData = TemplateData & { readonly output: TemplateOutput };

/**
 * Why a template is not for the data: they are of another kind, there is no one output, the sides of a picture are too
 * small or no multiples of four, or a text has too few words.
 */
export type TemplateRefusal = 'kind' | 'output' | 'small' | 'sides' | 'short';

/** A layer or a block as an experiment file has it. */
export type TemplateLayer = Readonly<Record<string, unknown>> & { readonly type: string };

export interface TemplateDefinition {
  /** Where the architecture comes from. */
  readonly source: string;
  /** The kinds of data that it is for. */
  readonly kinds: readonly DataKind[];
  /** The layers of the `model` section for data of these kinds, or why there are none. */
  layers(data: FittingData): readonly TemplateLayer[] | TemplateRefusal;
}

export function defineTemplate(definition: TemplateDefinition): TemplateDefinition {
  return definition;
}

/** The last layer. */
export function outputLayer({ output }: FittingData): TemplateLayer {
  return { type: 'dense', ...output };
}

/** Height and width of a picture; null for one that is too small to be halved once. */
export function sidesOf({ inputShape }: TemplateData): readonly [number, number] | null {
  const [height = 0, width = 0] = inputShape;
  return Math.min(height, width) < 4 ? null : [height, width];
}

/** How often both sides can be halved until the shorter one is below `least` pixels. */
export function halvings(height: number, width: number, least: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(Math.log2(Math.min(height, width) / least))));
}

export function conv(filters: number, more: object = {}): TemplateLayer {
  return { type: 'conv2d', filters, kernelSize: 3, padding: 'same', ...more };
}

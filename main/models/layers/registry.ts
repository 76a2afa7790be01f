/** Every layer there is. To add one: a file here and a line below. */
import { describeFields, type FieldDescriptor } from '../fields.ts';
import { activation } from './activation.ts';
import { add } from './add.ts';
import { average } from './average.ts';
import { batchNormalization } from './batch-normalization.ts';
import { concatenate } from './concatenate.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { groupNormalization } from './group-normalization.ts';
import { layerNormalization } from './layer-normalization.ts';
import { maximum } from './maximum.ts';
import { multiply } from './multiply.ts';
import { prelu } from './prelu.ts';
import { rmsNormalization } from './rms-normalization.ts';
import { spatialDropout } from './spatial-dropout.ts';
import type { LayerCategory, LayerDefinition, Silhouette } from './definition.ts';

const definitions = {
  activation,
  add,
  average,
  batchNormalization,
  concatenate,
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  gaussianNoise,
  groupNormalization,
  layerNormalization,
  maximum,
  multiply,
  prelu,
  rmsNormalization,
  spatialDropout,
};

export type LayerType = keyof typeof definitions;

/** By type. The options of a definition found by name are those that its own fields have checked. */
export const layers: Readonly<Record<LayerType, LayerDefinition>> = definitions;

export const layerTypes = Object.keys(definitions) as readonly LayerType[];

export function isLayerType(type: unknown): type is LayerType {
  return typeof type === 'string' && Object.hasOwn(definitions, type);
}

/** A layer as the builder's palette and forms need it. */
export interface LayerDescriptor {
  readonly type: LayerType;
  readonly category: LayerCategory;
  readonly silhouette: Silhouette;
  readonly formula: string;
  readonly fields: FieldDescriptor[];
}

export function describeLayers(): LayerDescriptor[] {
  return layerTypes.map((type) => {
    const { category, silhouette, formula, fields } = layers[type];
    return { type, category, silhouette, formula, fields: describeFields(fields) };
  });
}

/** Every layer there is. To add one: a file here and a line below. */
import { describeFields, type FieldDescriptor } from '../fields.ts';
import { activation } from './activation.ts';
import { add } from './add.ts';
import { average } from './average.ts';
import { averagePooling1d } from './average-pooling1d.ts';
import { averagePooling2d } from './average-pooling2d.ts';
import { batchNormalization } from './batch-normalization.ts';
import { concatenate } from './concatenate.ts';
import { conv1d } from './conv1d.ts';
import { conv2d } from './conv2d.ts';
import { conv2dTranspose } from './conv2d-transpose.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { globalAveragePooling } from './global-average-pooling.ts';
import { globalMaxPooling } from './global-max-pooling.ts';
import { groupNormalization } from './group-normalization.ts';
import { layerNormalization } from './layer-normalization.ts';
import { maxPooling1d } from './max-pooling1d.ts';
import { maxPooling2d } from './max-pooling2d.ts';
import { maximum } from './maximum.ts';
import { multiply } from './multiply.ts';
import { permute } from './permute.ts';
import { prelu } from './prelu.ts';
import { reshape } from './reshape.ts';
import { rmsNormalization } from './rms-normalization.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { spatialDropout } from './spatial-dropout.ts';
import { upsampling2d } from './upsampling2d.ts';
import { zeroPadding2d } from './zero-padding2d.ts';
import type { LayerCategory, LayerDefinition, Silhouette } from './definition.ts';

const definitions = {
  activation,
  add,
  average,
  averagePooling1d,
  averagePooling2d,
  batchNormalization,
  concatenate,
  conv1d,
  conv2d,
  conv2dTranspose,
  dense,
  depthwiseConv2d,
  dropout,
  embedding,
  flatten,
  gaussianNoise,
  globalAveragePooling,
  globalMaxPooling,
  groupNormalization,
  layerNormalization,
  maxPooling1d,
  maxPooling2d,
  maximum,
  multiply,
  permute,
  prelu,
  reshape,
  rmsNormalization,
  separableConv2d,
  spatialDropout,
  upsampling2d,
  zeroPadding2d,
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
  readonly inputs: LayerDefinition['inputs'];
  readonly fields: FieldDescriptor[];
}

export function describeLayers(): LayerDescriptor[] {
  return layerTypes.map((type) => {
    const { category, silhouette, formula, inputs, fields } = layers[type];
    return { type, category, silhouette, formula, inputs, fields: describeFields(fields) };
  });
}

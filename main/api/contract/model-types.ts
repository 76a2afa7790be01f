/** Models as the builder sees them: what layers there are, and what a draft amounts to. */
import { z } from 'zod';
import { stepDescriptor } from './recipe-types.ts';
import { serializedError } from './run-types.ts';

/** One option of a layer, enough to draw its form; a new layer shows those that are required. Labels are `layer.<type>.<name>` in the catalogue. */
export const layerField = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('integer'),
    name: z.string(),
    required: z.boolean(),
    default: z.number().nullable(),
    minimum: z.number(),
    maximum: z.number(),
    /** Words allowed instead of a number, e.g. `classes`. */
    words: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('number'),
    name: z.string(),
    required: z.boolean(),
    default: z.number().nullable(),
    minimum: z.number(),
    maximum: z.number(),
  }),
  z.object({
    kind: z.literal('choice'),
    name: z.string(),
    required: z.boolean(),
    default: z.string(),
    choices: z.array(z.string()),
  }),
  z.object({ kind: z.literal('boolean'), name: z.string(), required: z.boolean(), default: z.boolean() }),
  z.object({
    kind: z.literal('integers'),
    name: z.string(),
    required: z.boolean(),
    default: z.union([z.number(), z.array(z.number())]),
    minimum: z.number(),
    maximum: z.number(),
    /** How many numbers a list may have. */
    lengths: z.array(z.number()),
    /** Whether one number may stand in the place of a list. */
    single: z.boolean(),
  }),
]);
export type LayerField = z.infer<typeof layerField>;

export const layerDescriptor = z.object({
  type: z.string(),
  category: z.string(),
  formula: z.string(),
  /** How many inputs it joins. */
  inputs: z.object({ minimum: z.number(), maximum: z.number() }),
  fields: z.array(layerField),
});
export type LayerDescriptor = z.infer<typeof layerDescriptor>;

/** What a loss makes of its target: a class of several, labels that are each there or not, or numbers. */
export const targetKind = z.enum(['categorical', 'labels', 'regression']);

export const catalogue = z.object({
  layers: z.array(layerDescriptor),
  /** Steps of a recipe. */
  steps: z.array(stepDescriptor),
  losses: z.array(
    z.object({
      type: z.string(),
      target: targetKind,
      /** It takes a model of one unit for a target of two classes, instead of one for each class. */
      oneOutput: z.boolean(),
      /** Activations that the model may end in; empty: any. */
      endings: z.array(z.string()),
      fields: z.array(layerField),
    }),
  ),
  optimizers: z.array(z.object({ type: z.string(), fields: z.array(layerField) })),
  schedules: z.array(z.object({ type: z.string(), fields: z.array(layerField) })),
  clippings: z.array(z.object({ type: z.string(), fields: z.array(layerField) })),
  averagings: z.array(z.object({ type: z.string(), fields: z.array(layerField) })),
  /** Amounts of `training.augment`, each none by default, and `outside`. */
  augmentation: z.array(layerField),
  metrics: z.array(
    z.object({
      type: z.string(),
      targets: z.array(targetKind),
      better: z.enum(['higher', 'lower']),
      fields: z.array(layerField),
    }),
  ),
});
export type Catalogue = z.infer<typeof catalogue>;

/** A layer or node as written in an experiment file; its options are checked by the layer itself. */
export const layerDraft = z.looseObject({ type: z.string() });
export const modelDraft = z.union([
  z.looseObject({ layers: z.array(layerDraft) }),
  z.looseObject({
    inputs: z.array(z.unknown()),
    nodes: z.array(z.looseObject({ id: z.string(), type: z.string() })),
    outputs: z.array(z.unknown()),
  }),
]);
export type ModelDraft = z.infer<typeof modelDraft>;

const columnForm = z.union([z.string(), z.array(z.string())]);
/** A column, several columns of one output, or either for each output of the model. */
export const targetForm = z.union([columnForm, z.record(z.string(), columnForm)]);
export type TargetForm = z.infer<typeof targetForm>;
/** Columns, or columns of each input of the model; left out: all that are usable. */
export const featuresForm = z.union([z.array(z.string()), z.record(z.string(), z.array(z.string()))]);
export type FeaturesForm = z.infer<typeof featuresForm>;

/** What a row is: measurements, those of several points in time, words, a picture, sounds, or numbers to be given back. */
export const dataKind = z.enum(['numbers', 'series', 'tokens', 'picture', 'spectrogram', 'waveform', 'restored']);
export type DataKind = z.infer<typeof dataKind>;

/** The data that a template is to be fitted to. */
export const templateQuery = z.object({
  kind: dataKind,
  /** Of one row, without the batch. */
  inputShape: z.array(z.number().int().positive()).min(1),
  /** How many words the numbers can stand for; null where they are measurements. */
  vocabulary: z.number().int().positive().nullable().default(null),
  /** The last layer, which goes with the target and the loss; null where no one layer is the output. */
  output: z
    .object({ units: z.union([z.number().int().positive(), z.literal('classes')]), activation: z.string() })
    .nullable()
    .default({ units: 'classes', activation: 'softmax' }),
});
export type TemplateQuery = z.output<typeof templateQuery>;

/** A network to begin with. `source` says where it comes from. */
export const modelTemplate = z.object({
  name: z.enum([
    'mlp',
    'residualMlp',
    'autoencoder',
    'cnn',
    'resnet',
    'unet',
    'spectrogramCnn',
    'textClassifier',
    'forecaster',
  ]),
  source: z.string(),
  /** The data that it is for. */
  kinds: z.array(dataKind),
  /** Those of an experiment's model section; null where it is not for the data. */
  layers: z.array(z.looseObject({ type: z.string() })).nullable(),
  /** Why not: `models.template.refused.<refusal>` is its text. */
  refusal: z.enum(['kind', 'output', 'small', 'sides', 'short']).nullable(),
});
export type ModelTemplate = z.infer<typeof modelTemplate>;

export const modelInspection = z.object({
  /** What goes into the model; a shape is null while it is not known. */
  inputs: z.array(z.object({ id: z.string(), shape: z.array(z.number()).nullable() })),
  /** Every layer, those of blocks that repeat once for each copy. */
  nodes: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      /** Where it is written, e.g. `model.layers[2]`: the same for every copy of a block's layer. */
      path: z.string(),
      /** Shape without the batch; null while unknown. */
      inputShape: z.array(z.number()).nullable(),
      outputShape: z.array(z.number()).nullable(),
      parameters: z.number().int().nullable(),
    }),
  ),
  parameters: z.number().int().nullable(),
  problems: z.array(serializedError.extend({ node: z.string().optional() })),
});
export type ModelInspection = z.infer<typeof modelInspection>;

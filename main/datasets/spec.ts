/** The `data` section of an experiment file: which data set, how it is split and preprocessed, by its kind. */
import { z } from 'zod';
import { audioFields } from './audio/spec.ts';
import { isTextName } from './files/names.ts';
import { channelsSchema, imageSizeSchema, resizeModeSchema } from './images/types.ts';
import { stepOptionsSchema } from './recipe/step-options.ts';
import { tableOptionsSchema, type TableOptions } from './types.ts';

const fraction = z.number().min(0).lt(1);

export const splitSpecSchema = z.strictObject({
  /** Share of all rows, from 0 up to but not including 1; `ceil(test * rows)` rows are drawn. */
  test: fraction.default(0.2),
  /** Share of the rows that are not test rows; `floor(n * (1 - validation))` of these n stay for training. */
  validation: fraction.default(0.2),
  /** 0 to 4,294,967,295. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(42),
  /** A name of the registry in `splits/`. */
  method: z.enum(['random', 'stratified', 'grouped', 'time', 'kfold', 'column']).default('random'),
  /** The column that `grouped`, `time` and `column` go by. */
  by: z.string().min(1).optional(),
  /** Of `kfold`, which takes no share of test rows: 5 where left out. */
  folds: z.int().min(2).max(1000).optional(),
  /** The fold of `kfold` that is the test rows, from 0: the first where left out. */
  fold: z.int().min(0).optional(),
});
export type SplitSpec = z.output<typeof splitSpecSchema>;

/** Columns that a recipe treats alike: integers and numbers, true and false, categories, dates, free texts. */
export const columnGroupSchema = z.enum(['numeric', 'boolean', 'categorical', 'date', 'text']);
export type ColumnGroup = z.infer<typeof columnGroupSchema>;

/**
 * MiB that the inputs of all rows may take in memory; of more, blocks are read while the network is trained, and shuffled
 * within a window of them. Left out: 2048, which is also the most.
 */
const memory = z.int().min(1).max(2048).optional();

export const preprocessSpecSchema = z.strictObject({
  /** Integers and numbers. `minmax` maps the training rows' range to 0..1, `robust` scales by their quartiles. */
  numeric: z.enum(['standardize', 'minmax', 'robust', 'none']).default('standardize'),
  /**
   * `onehot`: a 0/1 column per value; `ordinal`: the value's place in sorted order; `hashing`: a fixed number of columns;
   * `target`: the mean of the target, out of fold.
   */
  categorical: z.enum(['onehot', 'ordinal', 'hashing', 'target']).default('onehot'),
  /** What stands in for a missing number: something learnt from the training rows, a constant, or nothing at all. */
  missing: z
    .union([z.enum(['mean', 'median', 'mostFrequent', 'refuse']), z.strictObject({ constant: z.number() })])
    .default('mean'),
  /** Whether numbers get a 0/1 column that says where they were missing. */
  indicator: z.boolean().default(false),
  /** Steps of all columns of a group, in order, instead of its defaults. */
  groups: z.partialRecord(columnGroupSchema, z.array(stepOptionsSchema).min(1)).default({}),
  /** Steps of single columns, in order, instead of those of their group. */
  columns: z.record(z.string(), z.array(stepOptionsSchema).min(1)).default({}),
  /** For regression. Results are given in the original units either way. */
  target: z.enum(['standardize', 'none']).default('standardize'),
});
export type PreprocessSpec = z.output<typeof preprocessSpecSchema>;

const columnName = z.string().min(1);
const columnNames = z.array(columnName).min(1);
/** Ids of the model's inputs and outputs. */
const partName = z.string().regex(/^[A-Za-z][\w-]{0,63}$/u);

export const windowSpecSchema = z.strictObject({
  /** Rows of the past that the network is given, 1 to 100,000. */
  length: z.int().min(1).max(100_000),
  /** How many rows after the last of them the target is taken from: 1 is the next row. */
  horizon: z.int().min(1).max(100_000).default(1),
  /** Rows from the beginning of one window to that of the next. */
  stride: z.int().min(1).max(100_000).default(1),
  /** The column of dates or numbers that puts the rows in order; left out: they are in order as they stand. */
  time: columnName.optional(),
  /** The column that tells several series apart, each with its own windows. It needs `time`. */
  group: columnName.optional(),
});
export type WindowSpec = z.output<typeof windowSpecSchema>;

export const tableSpecSchema = z.strictObject({
  kind: z.literal('table').default('table'),
  /** Relative to the experiment file. Left out where the experiment names a data set that is imported already. */
  path: z.string().min(1).optional(),
  /** How the file of `path` is read, such as `{"texts": "characters"}`; what is left out is sniffed. */
  read: tableOptionsSchema.optional(),
  /** A column; several columns that one output predicts together; or either of them for each output of the model. */
  target: z.union([columnName, columnNames, z.record(partName, z.union([columnName, columnNames]))]),
  /** Column names, for each input of the model if it has several; or `all`: every usable column but target and weights. */
  features: z.union([z.literal('all'), columnNames, z.record(partName, columnNames)]).default('all'),
  /** A column of numbers from 0 on: how much each row counts, in losses and metrics. Left out: all the same. */
  sampleWeight: columnName.optional(),
  /** Columns computed from those of the row, by name, as SQL expressions: `{"ratio": "width / height"}`. */
  compute: z.record(z.string().min(1), z.string().min(1)).default({}),
  /** The rows are a series in time: the network is given windows of the past of it. Left out: each row by itself. */
  window: windowSpecSchema.optional(),
  /** A condition in SQL; rows that do not meet it take no part: `age >= 18 and country = 'DE'`. */
  filter: z.string().min(1).nullable().default(null),
  memory,
  split: splitSpecSchema.prefault({}),
  preprocess: preprocessSpecSchema.prefault({}),
});
/** As written by a person. */
export type TableSpecInput = z.input<typeof tableSpecSchema>;
export type TableSpec = z.output<typeof tableSpecSchema>;

/** Of files with classes: images, sounds. */
export const fileSplitSchema = splitSpecSchema.extend({
  /**
   * Whether the parts that the source makes itself (folders `train` and `test`, a test pair of IDX files) stand. Test
   * and validation rows are then drawn only as far as there is no such part.
   */
  keepParts: z.boolean().default(true),
});

export type FileSplitSpec = z.output<typeof fileSplitSchema>;

export const imageSpecSchema = z.strictObject({
  kind: z.literal('images'),
  /** A folder, an archive, an array or a list, relative to the experiment file. */
  path: z.string().min(1).optional(),
  /** Height and width that the network sees; left out: those that are stored. */
  size: imageSizeSchema.optional(),
  /** 1: grey, 3: colour; left out: as stored. */
  channels: channelsSchema.optional(),
  resize: resizeModeSchema.default('crop'),
  /** `scale`: 0 to 1; `standardize`: minus the training images' mean, divided by their deviation, per channel. */
  normalize: z.enum(['scale', 'standardize']).default('scale'),
  memory,
  split: fileSplitSchema.prefault({}),
});
export type ImageSpec = z.output<typeof imageSpecSchema>;

export const audioSpecSchema = z.strictObject({
  kind: z.literal('audio'),
  /** A folder, an archive or a list, relative to the experiment file. */
  path: z.string().min(1).optional(),
  ...audioFields,
  memory,
  split: fileSplitSchema.prefault({}),
});
export type AudioSpec = z.output<typeof audioSpecSchema>;

/** A language model: the texts of one column are one long text, and each token of it is to be told from those before it. */
export const textSpecSchema = z.strictObject({
  kind: z.literal('text'),
  /** A plain text, a folder or archive of them, or a table, relative to the experiment file. */
  path: z.string().min(1).optional(),
  /** How what `path` names is read; left out: a plain text by lines, all else as it is sniffed. */
  read: tableOptionsSchema.optional(),
  /** The column with the texts; left out: `text`, `character`, or the only one with free texts. */
  column: columnName.optional(),
  /** `word`: words with the space before them, punctuation, and Chinese and Japanese by character. */
  tokenizer: z.enum(['character', 'word', 'bytePair']).default('character'),
  /** How many tokens there are at most, the end of a text and the unknown token among them. */
  vocabulary: z.int().min(3).max(65_536).default(4096),
  lowercase: z.boolean().default(false),
  /** Tokens that the network is given, 1 to 4,096. */
  length: z.int().min(1).max(4096).default(64),
  /** Tokens from one that is learnt from to the next; every token of the other parts is judged. */
  stride: z.int().min(1).max(100_000).default(1),
  /** Shares of the characters: the last of them are the test part, those before it the validation part. */
  split: z.strictObject({ test: fraction.default(0.1), validation: fraction.default(0.1) }).prefault({}),
});
export type TextSpec = z.output<typeof textSpecSchema>;

export const dataSpecSchema = z.discriminatedUnion('kind', [
  tableSpecSchema,
  imageSpecSchema,
  audioSpecSchema,
  textSpecSchema,
]);
/** As written by a person. */
export type DataSpecInput = z.input<typeof dataSpecSchema>;
/** With its defaults filled in. */
export type DataSpec = z.output<typeof dataSpecSchema>;

/**
 * What the loss of an output makes of its target: the number of a class; `labels` and `shares`: numbers from 0 to 1, taken
 * as they are; or numbers, standardized unless the recipe says otherwise.
 */
export const targetUseSchema = z.enum(['categorical', 'labels', 'shares', 'regression']);
export type TargetUse = z.infer<typeof targetUseSchema>;

export interface TargetColumns {
  /** Id of the model's output; null: its only one. */
  readonly output: string | null;
  readonly columns: readonly string[];
}

export type DatasetKind = Exclude<DataSpec['kind'], 'text'>;

/** The kind of data set that an experiment is made on: texts come as a table. */
export function datasetKindOf({ kind }: DataSpec): DatasetKind {
  return kind === 'text' ? 'table' : kind;
}

/** How what `path` names is read as a table; undefined: as it is sniffed. */
export function tableReadingOf(data: DataSpec, path: string): TableOptions | undefined {
  if (data.kind === 'table') return data.read;
  if (data.kind !== 'text') return undefined;
  return data.read ?? (isTextName(path) ? { texts: 'lines' } : undefined);
}

/** What an experiment predicts, output by output. */
export function targetsOf(data: DataSpec): TargetColumns[] {
  if (data.kind !== 'table') return [{ output: null, columns: [data.kind === 'text' ? 'token' : 'class'] }];
  const { target } = data;
  if (typeof target === 'string' || Array.isArray(target)) return [{ output: null, columns: [target].flat() }];
  return Object.entries(target).map(([output, columns]) => ({ output, columns: [columns].flat() }));
}

/** What an output predicts, as tables and messages name it. */
export function targetNameOf(data: DataSpec, output: string | null): string {
  const target = targetsOf(data).find((one) => one.output === output);
  return target?.columns.join(', ') ?? output ?? '';
}

/** Every column that an experiment names to predict, to learn from or to weigh by; null for features: all of them. */
export function columnsOf(data: TableSpec): { readonly targets: string[]; readonly features: string[] | null } {
  const { features } = data;
  const named = features === 'all' ? null : Array.isArray(features) ? features : Object.values(features).flat();
  return { targets: targetsOf(data).flatMap(({ columns }) => columns), features: named };
}

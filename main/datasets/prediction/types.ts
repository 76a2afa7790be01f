/** New rows for a trained model: how they come in, and what is said of them. */
import { z } from 'zod';
import { imageSizeSchema, channelsSchema, resizeModeSchema } from '../images/types.ts';
import { columnKindSchema, tableOptionsSchema } from '../types.ts';

const files = z.array(z.object({ path: z.string(), file: z.string() })).min(1);

/** A cell as a person types it. Null and the empty text are missing. */
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const newDataSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rows'), rows: z.array(z.record(z.string(), cell)).min(1) }),
  z.object({
    kind: z.literal('table'),
    files,
    options: tableOptionsSchema,
    /** Of the columns of the table that the model was trained on. */
    kinds: z.record(z.string(), columnKindSchema),
  }),
  z.object({
    kind: z.literal('images'),
    files,
    /** How the images of the data set were brought to the form in which they are stored; null: not known any more. */
    stored: z.object({ size: imageSizeSchema, channels: channelsSchema, resize: resizeModeSchema }).nullable(),
  }),
  z.object({
    kind: z.literal('audio'),
    files,
    /** Hz at which the sounds of the data set are stored; null: not known any more. */
    storedRate: z.int().nullable(),
  }),
]);
export type NewData = z.infer<typeof newDataSchema>;

export const newRowsSchema = z.object({
  rows: z.int(),
  /** Values that no training row had, so that the model cannot know what they mean: the first of `unseenCount`. */
  unseen: z.array(z.object({ column: z.string(), value: z.string().nullable(), row: z.int() })),
  unseenCount: z.int(),
});
export type NewRows = z.infer<typeof newRowsSchema>;

/** A column of predictions, as it is written beside the rows. */
export const predictedColumnSchema = z.object({
  name: z.string(),
  values: z.union([z.array(z.string()), z.instanceof(Float64Array)]),
});
export type PredictedColumn = z.infer<typeof predictedColumnSchema>;

export const predictionFormats = ['csv', 'parquet'] as const;
export type PredictionFormat = (typeof predictionFormats)[number];

/** Folder of a table of new rows, inside that of their arrays. */
export const newTableFolder = 'table';

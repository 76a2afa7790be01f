/** Two runs side by side, beyond what their settings and results say. */
import { z } from 'zod';

/** Ids, names or beginnings of ids. `left` is what `right` is compared with. */
export const runPair = z.object({ left: z.string().min(1), right: z.string().min(1) });

const comparedLayer = z.object({
  id: z.string(),
  /** A type of layer; `input` for an input of the model. */
  type: z.string(),
  inputs: z.array(z.string()),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.number())])),
  /** Without the batch; null where it is not known, as are the parameters. */
  outputShape: z.array(z.number()).nullable(),
  parameters: z.number().int().nullable(),
});
export type ComparedLayer = z.infer<typeof comparedLayer>;

/**
 * A layer of the left model and its partner in the right one. `changed`: another type, other settings, or it follows
 * other layers; `reshaped`: written alike, but of another shape or number of parameters; `removed`: only left; `added`:
 * only right.
 */
export const layerDifference = z.object({
  kind: z.enum(['same', 'reshaped', 'changed', 'removed', 'added']),
  left: comparedLayer.nullable(),
  right: comparedLayer.nullable(),
  /** As JSON; null where the layer has no such setting. */
  settings: z.array(z.object({ name: z.string(), left: z.string().nullable(), right: z.string().nullable() })),
  rewired: z.boolean(),
});
export type LayerDifference = z.infer<typeof layerDifference>;

export const modelDifference = z.object({
  /** In the order of computation. */
  layers: z.array(layerDifference),
  leftParameters: z.number().int().nullable(),
  rightParameters: z.number().int().nullable(),
});
export type ModelDifference = z.infer<typeof modelDifference>;

/** `left`: only the left run is right, or it is nearer; `both` and `neither`: both are right, neither is, or as near. */
export const rowGroup = z.enum(['left', 'right', 'neither', 'both']);
export type RowGroup = z.infer<typeof rowGroup>;

export const rowsComparisonQuery = runPair.extend({
  /** One of `outputs`; left out: the first that both runs have. */
  output: z.string().nullable().optional(),
  group: rowGroup,
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(200).default(50),
});
export type RowsComparisonQuery = z.infer<typeof rowsComparisonQuery>;

const prediction = z.union([z.string(), z.number()]).nullable();

export const testedRowsQuery = z.object({
  id: z.string().min(1),
  /** One of `outputs`; left out: the first. */
  output: z.string().nullable().optional(),
  /** A cell of the confusion matrix, or its row or column: rows of that class, taken for that one. */
  actual: z.string().optional(),
  predicted: z.string().optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(200).default(50),
});
export type TestedRowsQuery = z.infer<typeof testedRowsQuery>;

/** Test rows that a run is wrong about, the worst first; of numbers all of them. */
export const testedRows = z.object({
  /** Judged outputs; null: the model's only one. */
  outputs: z.array(z.string().nullable()),
  output: z.string().nullable(),
  kind: z.enum(['class', 'value']),
  classes: z.array(z.string()),
  /** Test rows, and how many of them are found. */
  tested: z.number().int(),
  total: z.number().int(),
  rows: z.array(
    z.object({
      /** Of the data set, from 0. */
      row: z.number().int(),
      actual: prediction,
      predicted: prediction,
      /** Score of the class predicted; null for numbers. */
      score: z.number().nullable(),
    }),
  ),
  /** As in `rowsComparison`. */
  cells: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) }).nullable(),
});
export type TestedRows = z.infer<typeof testedRows>;

/** Test rows that two runs have in common, and what each makes of them. */
export const rowsComparison = z.object({
  /** Judged outputs that both have; null: the model's only one. */
  outputs: z.array(z.string().nullable()),
  output: z.string().nullable(),
  /** `class`: right or wrong; `value`: which is nearer. */
  kind: z.enum(['class', 'value']),
  common: z.number().int(),
  /** Test rows of one run that are none of the other. */
  leftAlone: z.number().int(),
  rightAlone: z.number().int(),
  counts: z.record(rowGroup, z.number().int()),
  /** McNemar's exact test of `left` against `right`, two-sided. */
  p: z.number(),
  /** Of the group: `offset` to `offset + limit`. */
  rows: z.array(
    z.object({
      /** Of the data set, from 0. */
      row: z.number().int(),
      actual: prediction,
      left: prediction,
      right: prediction,
      /** Scores of the classes predicted; null for numbers. */
      leftScore: z.number().nullable(),
      rightScore: z.number().nullable(),
    }),
  ),
  /** Of a table: the rows' own values as text, in the order of `rows`; null for other kinds of data. */
  cells: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) }).nullable(),
});
export type RowsComparison = z.infer<typeof rowsComparison>;

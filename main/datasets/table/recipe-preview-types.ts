/** What is shown of a recipe before anything is trained with it. */
import { z } from 'zod';
import { columnGroupSchema, targetUseSchema, tableSpecSchema } from '../spec.ts';
import { columnKindSchema, dataWarningSchema } from '../types.ts';

export const recipePreviewRequestSchema = z.object({
  /** Of the data set. */
  folder: z.string(),
  spec: tableSpecSchema,
  /** What is made of each target; null: what its column's kind suggests. */
  uses: z.array(targetUseSchema).nullable(),
  /** Columns to show before and after; others are fitted, and give their features' names. */
  columns: z.array(z.string()).max(50),
  /** Rows to show of each. */
  rows: z.int().min(1).max(200),
});
export type RecipePreviewRequest = z.infer<typeof recipePreviewRequestSchema>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const problemSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), scalar),
  path: z.string().optional(),
  location: z.object({ row: z.int().optional(), column: z.string().optional() }).optional(),
});

export const splitPartSchema = z.enum(['train', 'validation', 'test', 'none']);

/** The column after a step. Values are those of the shown rows; null is missing. */
const outputSchema = z.object({ name: z.string(), values: z.array(z.union([z.number(), z.string(), z.null()])) });

export const previewedStepSchema = z.object({
  step: z.string(),
  learnt: z.array(
    z.object({
      /** The part of the column that it was learnt on. */
      part: z.string(),
      facts: z.array(z.object({ name: z.string(), values: z.array(scalar), count: z.int() })),
    }),
  ),
  /** The first of `outputCount`. */
  outputs: z.array(outputSchema),
  outputCount: z.int(),
});

export const previewedColumnSchema = z.object({
  column: z.string(),
  kind: columnKindSchema,
  group: columnGroupSchema,
  /** Where its steps are written: for itself, for its group, or nowhere. */
  origin: z.enum(['column', 'group', 'default']),
  /** With every option filled in. */
  steps: z.array(z.looseObject({ step: z.string() })),
  /** The first names of the features that it becomes, of `width`; null where a step failed. */
  outputs: z.array(z.string()).nullable(),
  width: z.int().nullable(),
  problem: problemSchema.nullable(),
  /** Place of the step that failed; null where it is none of them. */
  failedStep: z.int().nullable(),
});

export const recipePreviewSchema = z.object({
  /** Of the whole table. */
  rows: z.int(),
  counts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  /** Training rows that the steps were fitted on: all, or those of a fixed draw of a large table. */
  fittedRows: z.int(),
  sampled: z.boolean(),
  targets: z.array(
    z.object({
      output: z.string().nullable(),
      column: z.string(),
      kind: z.enum(['categorical', 'labels', 'regression']),
      /** Of a regression: `stored = (original - mean) / standardDeviation`; 0 and 1 where it is not standardized. */
      mean: z.number().nullable(),
      standardDeviation: z.number().nullable(),
      /** The first classes, each with its rows by part; `classCount` says how many there are. */
      classes: z.array(z.object({ name: z.string(), train: z.int(), validation: z.int(), test: z.int() })),
      classCount: z.int(),
    }),
  ),
  columns: z.array(previewedColumnSchema),
  /** Features of all columns together; null where a column has none for a failed step. */
  featureCount: z.int().nullable(),
  /** Of a series: rows of the past that are one input. */
  windowLength: z.int().nullable(),
  computed: z.array(z.object({ name: z.string(), kind: columnKindSchema })),
  /** The columns asked for, as far as they are features. */
  shown: z.array(
    z.object({
      column: z.string(),
      /** Row numbers, from 0. */
      rows: z.array(z.int()),
      parts: z.array(splitPartSchema),
      before: z.array(z.string().nullable()),
      steps: z.array(previewedStepSchema),
    }),
  ),
  warnings: z.array(dataWarningSchema),
});
export type RecipePreview = z.infer<typeof recipePreviewSchema>;

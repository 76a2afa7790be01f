/** Steps of a recipe as an editor draws them, and what a recipe would make of a data set. */
import { z } from 'zod';
import { columnKind, dataWarning } from './data-types.ts';
import { serializedError } from './run-types.ts';

const bounds = { minimum: z.number(), maximum: z.number() };

/** One option of a step. */
export const stepField = z.discriminatedUnion('kind', [
  /** `default` null: it may be left out. */
  z.object({ kind: z.literal('integer'), name: z.string(), default: z.number().nullable(), ...bounds }),
  z.object({ kind: z.literal('number'), name: z.string(), default: z.number().nullable(), ...bounds }),
  z.object({ kind: z.literal('choice'), name: z.string(), default: z.string(), choices: z.array(z.string()) }),
  z.object({ kind: z.literal('boolean'), name: z.string(), default: z.boolean() }),
  /** One or more of the choices. */
  z.object({
    kind: z.literal('choices'),
    name: z.string(),
    default: z.array(z.string()),
    choices: z.array(z.string()),
  }),
  /** `length` numbers, or none. */
  z.object({ kind: z.literal('numbers'), name: z.string(), length: z.number().int(), ...bounds }),
  /** One of the choices, or `{"constant": …}`. */
  z.object({
    kind: z.literal('choiceOrConstant'),
    name: z.string(),
    default: z.string(),
    choices: z.array(z.string()),
  }),
]);
export type StepField = z.infer<typeof stepField>;

export const stepDescriptor = z.object({
  step: z.string(),
  category: z.string(),
  takes: z.enum(['numbers', 'texts', 'both']),
  formula: z.string(),
  source: z.string().nullable(),
  fields: z.array(stepField),
  /** A new step of the kind, as an experiment file has it. */
  begin: z.looseObject({ step: z.string() }),
});
export type StepDescriptor = z.infer<typeof stepDescriptor>;

export const columnGroup = z.enum(['numeric', 'boolean', 'categorical', 'date', 'text']);
export type ColumnGroup = z.infer<typeof columnGroup>;

export const recipeQuery = z.object({
  /** Left out: the data is the file that `data.path` names, relative to `folder`, and is imported. */
  id: z.string().optional(),
  folder: z.string().optional(),
  /** An experiment file; of a draft, the data section alone must be right. */
  experiment: z.looseObject({}),
  /** `path=value` as on the command line. */
  overrides: z.record(z.string(), z.string()).default({}),
  /** Columns to show before and after. */
  columns: z.array(z.string()).max(50).default([]),
  rows: z.number().int().min(1).max(200).default(10),
});
export type RecipeQuery = z.infer<typeof recipeQuery>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const count = z.number().int();

/** What a step has learnt: a name with its value, or the first of `count` values. */
export const learntFact = z.object({ name: z.string(), values: z.array(scalar), count });
export type LearntFact = z.infer<typeof learntFact>;

export const recipeColumn = z.object({
  column: z.string(),
  kind: columnKind,
  group: columnGroup,
  /** Where its steps are written: for itself, for its group, or nowhere. */
  origin: z.enum(['column', 'group', 'default']),
  steps: z.array(z.looseObject({ step: z.string() })),
  /** The first names of the features that it becomes, of `width`; null where a step failed. */
  outputs: z.array(z.string()).nullable(),
  width: count.nullable(),
  problem: serializedError.nullable(),
  /** Place of the step that failed; null where it is none of them. */
  failedStep: count.nullable(),
});
export type RecipeColumn = z.infer<typeof recipeColumn>;

export const shownColumn = z.object({
  column: z.string(),
  /** Row numbers, from 0. */
  rows: z.array(count),
  parts: z.array(z.enum(['train', 'validation', 'test', 'none'])),
  before: z.array(z.string().nullable()),
  steps: z.array(
    z.object({
      step: z.string(),
      /** For each part of the column that it was learnt on. */
      learnt: z.array(z.object({ part: z.string(), facts: z.array(learntFact) })),
      /** The column after the step, of the shown rows; the first of `outputCount`. */
      outputs: z.array(z.object({ name: z.string(), values: z.array(z.union([z.number(), z.string(), z.null()])) })),
      outputCount: count,
    }),
  ),
});
export type ShownColumn = z.infer<typeof shownColumn>;

export const recipePreview = z.object({
  rows: count,
  counts: z.object({ train: count, validation: count, test: count }),
  /** Training rows that the steps were fitted on; `sampled`: a fixed draw of a large table. */
  fittedRows: count,
  sampled: z.boolean(),
  targets: z.array(
    z.object({
      output: z.string().nullable(),
      column: z.string(),
      kind: z.enum(['categorical', 'labels', 'regression']),
      /** `stored = (original - mean) / standardDeviation`; null where the target is no number to scale. */
      mean: z.number().nullable(),
      standardDeviation: z.number().nullable(),
      /** The first of `classCount`, with the rows of each part. */
      classes: z.array(z.object({ name: z.string(), train: count, validation: count, test: count })),
      classCount: count,
    }),
  ),
  columns: z.array(recipeColumn),
  /** Of all columns together; null where a step failed. */
  featureCount: count.nullable(),
  /** Of a series: rows of the past that are one input. */
  windowLength: count.nullable(),
  computed: z.array(z.object({ name: z.string(), kind: columnKind })),
  shown: z.array(shownColumn),
  warnings: z.array(dataWarning),
});
export type RecipePreview = z.infer<typeof recipePreview>;

/** Where a run's data came from. */
export const runLineage = z.object({
  /** `importedAt`, and the sources, are not known of a data set that is gone for good. */
  dataset: z.object({ id: z.string(), name: z.string(), hash: z.string(), importedAt: z.number().nullable() }),
  sources: z.array(z.object({ name: z.string(), bytes: z.number(), hash: z.string() })),
  /** As it was fitted on the run's training rows; null for a run that has not begun. */
  recipe: z
    .object({
      filter: z.string().nullable(),
      computed: z.array(z.object({ name: z.string(), expression: z.string() })),
      columns: z.array(
        z.object({
          column: z.string(),
          kind: columnKind,
          steps: z.array(z.object({ step: z.string(), facts: z.array(learntFact) })),
          /** The first of `width` features. */
          outputs: z.array(z.string()),
          width: count,
        }),
      ),
      featureCount: count,
      targets: z.array(
        z.object({
          column: z.string(),
          kind: z.enum(['categorical', 'labels', 'regression']),
          mean: z.number().nullable(),
          standardDeviation: z.number().nullable(),
          classCount: count,
        }),
      ),
    })
    .nullable(),
});
export type RunLineage = z.infer<typeof runLineage>;

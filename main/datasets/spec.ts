/** The `data` section of an experiment file: which table, target and features, how it is split and preprocessed. */
import { z } from 'zod';

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
  method: z.enum(['random', 'stratified']).default('random'),
});
export type SplitSpec = z.output<typeof splitSpecSchema>;

export const preprocessSpecSchema = z.strictObject({
  /** Integers and numbers. `minmax` maps the training rows' range to 0..1. */
  numeric: z.enum(['standardize', 'minmax', 'none']).default('standardize'),
  /** `onehot`: a 0/1 column per value; `ordinal`: the value's place in sorted order. */
  categorical: z.enum(['onehot', 'ordinal']).default('onehot'),
  /** What stands in for a missing number: the training rows' mean or median, a constant, or nothing at all. */
  missing: z.union([z.enum(['mean', 'median', 'refuse']), z.strictObject({ constant: z.number() })]).default('mean'),
  /** For regression. Results are given in the original units either way. */
  target: z.enum(['standardize', 'none']).default('standardize'),
});
export type PreprocessSpec = z.output<typeof preprocessSpecSchema>;

export const dataSpecSchema = z.strictObject({
  kind: z.literal('table').default('table'),
  /** Relative to the experiment file. Left out where the experiment names a data set that is imported already. */
  path: z.string().min(1).optional(),
  target: z.string().min(1),
  /** Column names, or `all`: every usable column but the target. */
  features: z.union([z.literal('all'), z.array(z.string().min(1)).min(1)]).default('all'),
  split: splitSpecSchema.prefault({}),
  preprocess: preprocessSpecSchema.prefault({}),
});
/** As written by a person. */
export type DataSpecInput = z.input<typeof dataSpecSchema>;
/** With its defaults filled in. */
export type DataSpec = z.output<typeof dataSpecSchema>;

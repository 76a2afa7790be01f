/** How the columns of a table hang together, as the data process tells it. */
import { z } from 'zod';
import { dataWarningSchema } from '../../types.ts';

export const measureSchema = z.enum(['pearson', 'cramersV', 'correlationRatio']);

/** Two columns and how much one tells of the other: -1 to 1 for `pearson`, 0 to 1 for the others. */
export const associationSchema = z.object({
  one: z.string(),
  other: z.string(),
  measure: measureSchema,
  value: z.number(),
});
export type Association = z.infer<typeof associationSchema>;

export const tableAssociationsSchema = z.object({
  /** Rows that pairs were measured on: all, or a fixed draw of a large table. */
  measuredRows: z.int(),
  pairs: z.array(associationSchema),
  /** Rows that are equal to an earlier one; null where there are too many rows to compare. */
  duplicateRows: z.int().nullable(),
  /** Most frequent first; null without a target, and for one whose values are no classes. */
  classes: z.array(z.object({ value: z.string(), count: z.int() })).nullable(),
  warnings: z.array(dataWarningSchema),
});
export type TableAssociations = z.infer<typeof tableAssociationsSchema>;

/** What is known of a table's columns, alone and in pairs. */
import { z } from 'zod';
import { columnProfile, dataWarning } from './data-types.ts';

/** -1 to 1 for `pearson`, 0 to 1 for the others. */
export const association = z.object({
  one: z.string(),
  other: z.string(),
  measure: z.enum(['pearson', 'cramersV', 'correlationRatio']),
  value: z.number(),
});
export type Association = z.infer<typeof association>;

export const datasetProfile = z.object({
  rows: z.number().int(),
  /** Whether distinct values and quartiles are exact; of very large tables they are estimated. */
  exact: z.boolean(),
  columns: z.array(columnProfile),
  /** Rows that pairs were measured on: all, or a fixed draw of a large table. */
  measuredRows: z.number().int(),
  /** All pairs of columns that have a measure; of a table of more than 60 such columns those with the target. */
  pairs: z.array(association),
  /** Rows that are equal to an earlier one; null where there are too many rows to compare. */
  duplicateRows: z.number().int().nullable(),
  target: z
    .object({
      column: z.string(),
      /** Most frequent first; null where its values are no classes. */
      classes: z.array(z.object({ value: z.string(), count: z.number().int() })).nullable(),
    })
    .nullable(),
  warnings: z.array(dataWarning),
});
export type DatasetProfile = z.infer<typeof datasetProfile>;

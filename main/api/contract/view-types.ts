/** Named views of the table of experiments. */
import { z } from 'zod';
import { runSort } from './run-sort.ts';

export const viewDefinition = z.object({
  /** A query; empty: every run. */
  where: z.string().max(10_000),
  /** A column of the table; null: as runs come. */
  sort: z.object({ id: z.string(), direction: z.enum(['up', 'down']) }).nullable(),
  /** The same order for who knows no columns: by a field as a query calls it; null: newest first. */
  order: runSort.nullable(),
  /** In order, pinned ones first, widths in pixels; null: the table's own. */
  columns: z
    .array(z.object({ id: z.string(), pixels: z.number().min(40).max(1200), pinned: z.boolean() }))
    .max(5000)
    .nullable(),
  /** The metric of the table's metric column; null: the usual one. */
  metric: z.string().nullable(),
  at: z.enum(['best', 'last', 'test']),
  /** A field that runs are gathered by, as a query calls it; empty: they are not. */
  groupBy: z.string(),
});
export type ViewDefinition = z.infer<typeof viewDefinition>;

export const savedView = z.object({
  id: z.string(),
  name: z.string(),
  definition: viewDefinition,
  /** What the table shows first. Of at most one. */
  isDefault: z.boolean(),
});
export type SavedView = z.infer<typeof savedView>;

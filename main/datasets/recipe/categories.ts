/** Values of a text column as numbers: shared by the steps that encode categories. */
import { z } from 'zod';
import { compareCodePoints } from './blocks.ts';
import type { ApplyReport } from './step.ts';

export const categoriesSchema = z.object({
  /** Values of the training rows, by code point. */
  categories: z.array(z.string()),
  /** Whether some training row has none; a missing value is then a category of its own, after all others. */
  missing: z.boolean(),
});
export type Categories = z.infer<typeof categoriesSchema>;

/** How the category of missing values is called in the name of a feature. */
export const missingName = '(missing)';

export function categoriesOf(values: readonly (string | null)[]): Categories {
  const present = new Set(values);
  const missing = present.delete(null);
  return { categories: [...present].filter((value) => value !== null).sort(compareCodePoints), missing };
}

/** Number of each value's category; -1, reported, where the training rows had no such value. */
export function categoryIndexes(
  { categories, missing }: Categories,
  column: string,
  values: readonly (string | null)[],
  report: ApplyReport,
): Int32Array {
  const numbers = new Map<string | null, number>(categories.map((category, index) => [category, index]));
  if (missing) numbers.set(null, categories.length);
  return Int32Array.from(values, (value, row) => {
    const number = numbers.get(value);
    if (number === undefined) report.unseen(column, value, row);
    return number ?? -1;
  });
}

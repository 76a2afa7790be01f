/** The place of a value among the sorted values of the training rows, from 0; -1 for one that was not seen. */
import { z } from 'zod';
import { textsOf } from '../blocks.ts';
import { categoriesOf, categoryIndexes, categoriesSchema } from '../categories.ts';
import type { RecipeStep } from '../step.ts';

const schema = categoriesSchema.extend({ step: z.literal('ordinal') });

export const ordinal: RecipeStep<z.infer<typeof schema>> = {
  schema,
  fit: (block) => ({ step: 'ordinal', ...categoriesOf(textsOf(block)) }),
  apply(fitted, block, report) {
    const values = Float64Array.from(categoryIndexes(fitted, block.name, textsOf(block), report));
    return [{ kind: 'numbers', name: block.name, values }];
  },
};

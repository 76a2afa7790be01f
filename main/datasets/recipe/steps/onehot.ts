/** A 0/1 column for each value of the training rows, as scikit-learn's OneHotEncoder(handle_unknown='ignore'). */
import { z } from 'zod';
import { textsOf } from '../blocks.ts';
import { categoriesOf, categoryIndexes, categoriesSchema, missingName } from '../categories.ts';
import type { RecipeStep } from '../step.ts';

const schema = categoriesSchema.extend({ step: z.literal('onehot') });

export const onehot: RecipeStep<z.infer<typeof schema>> = {
  schema,
  fit: (block) => ({ step: 'onehot', ...categoriesOf(textsOf(block)) }),
  /** A value that was not seen has a zero in every column. */
  apply(fitted, block, report) {
    const indexes = categoryIndexes(fitted, block.name, textsOf(block), report);
    const values = fitted.missing ? [...fitted.categories, missingName] : fitted.categories;
    return values.map((value, column) => ({
      kind: 'numbers',
      name: `${block.name}=${value}`,
      values: Float64Array.from(indexes, (index) => (index === column ? 1 : 0)),
    }));
  },
};

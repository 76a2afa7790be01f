/** A 0/1 column for each value of the training rows, as scikit-learn's OneHotEncoder(handle_unknown='ignore'). */
import { z } from 'zod';
import { categoryTexts, numberBlock } from '../blocks.ts';
import { categoriesOf, categoryIndexes, categoriesSchema, missingName } from '../categories.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('onehot') });
const schema = categoriesSchema.extend({ step: z.literal('onehot') });

export const onehot = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'both',
  category: 'encode',
  formula: '1 in the column of the value, 0 in all others',
  source: 'scikit-learn: OneHotEncoder(handle_unknown="ignore")',
  options,
  schema,
  fit: (block) => ({ step: 'onehot', ...categoriesOf(categoryTexts(block)) }),
  /** A value that was not seen has a zero in every column. */
  apply(fitted, block, report) {
    const indexes = categoryIndexes(fitted, block.name, categoryTexts(block), report);
    const values = fitted.missing ? [...fitted.categories, missingName] : fitted.categories;
    return values.map((value, column) => {
      const hits = new Float64Array(indexes.length);
      indexes.forEach((index, row) => {
        if (index === column) hits[row] = 1;
      });
      return numberBlock(`${block.name}=${value}`, hits, true);
    });
  },
});

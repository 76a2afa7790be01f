/** The place of a value among the sorted values of the training rows, from 0; -1 for one that was not seen. */
import { z } from 'zod';
import { categoryTexts, numberBlock } from '../blocks.ts';
import { categoriesOf, categoryIndexes, categoriesSchema } from '../categories.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('ordinal') });
const schema = categoriesSchema.extend({ step: z.literal('ordinal') });

export const ordinal = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'both',
  category: 'encode',
  formula: 'place of the value among the sorted values, from 0',
  source: 'scikit-learn: OrdinalEncoder',
  options,
  schema,
  fit: (block) => ({ step: 'ordinal', ...categoriesOf(categoryTexts(block)) }),
  apply(fitted, block, report) {
    const values = Float64Array.from(categoryIndexes(fitted, block.name, categoryTexts(block), report));
    return [numberBlock(block.name, values)];
  },
});

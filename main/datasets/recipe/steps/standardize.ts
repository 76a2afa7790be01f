/** `(x - mean) / standard deviation` of the training rows (divided by the count, as scikit-learn's StandardScaler). */
import { z } from 'zod';
import { numbersOf } from '../blocks.ts';
import { moments } from '../statistics.ts';
import type { RecipeStep } from '../step.ts';

const schema = z.object({
  step: z.literal('standardize'),
  mean: z.number(),
  /** 1 for a column that is constant, which then becomes 0 throughout. */
  standardDeviation: z.number().positive(),
});

export const standardize: RecipeStep<z.infer<typeof schema>> = {
  schema,
  fit(block) {
    const { mean, standardDeviation } = moments(numbersOf(block));
    return { step: 'standardize', mean, standardDeviation: standardDeviation === 0 ? 1 : standardDeviation };
  },
  apply: ({ mean, standardDeviation }, block) => [
    {
      kind: 'numbers',
      name: block.name,
      values: numbersOf(block).map((value) => (value - mean) / standardDeviation),
    },
  ],
};

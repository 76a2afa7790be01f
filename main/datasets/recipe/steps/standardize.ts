/** `(x - mean) / standard deviation` of the training rows (divided by the count, as scikit-learn's StandardScaler). */
import { z } from 'zod';
import { mapNumbers, numbersOf } from '../blocks.ts';
import { moments } from '../statistics.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('standardize') });
const schema = z.object({
  step: z.literal('standardize'),
  mean: z.number(),
  /** 1 for a column that is constant, which then becomes 0 throughout. */
  standardDeviation: z.number().positive(),
});

export const standardize = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'numbers',
  category: 'scale',
  formula: '(x − mean) / standard deviation',
  source: 'scikit-learn: StandardScaler',
  options,
  schema,
  fit(block) {
    const { mean, standardDeviation } = moments(numbersOf(block));
    return { step: 'standardize', mean, standardDeviation: standardDeviation === 0 ? 1 : standardDeviation };
  },
  apply: ({ mean, standardDeviation }, block) => mapNumbers(block, (value) => (value - mean) / standardDeviation),
});

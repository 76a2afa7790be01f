/** `(x - median) / interquartile range` of the training rows, as scikit-learn's RobustScaler: outliers do not move it. */
import { z } from 'zod';
import { mapNumbers, numbersOf } from '../blocks.ts';
import { quantiles } from '../statistics.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('robust') });
const schema = z.object({
  step: z.literal('robust'),
  median: z.number(),
  /** Third quartile less the first; 1 where they are equal. */
  range: z.number().positive(),
});

export const robust = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'numbers',
  category: 'scale',
  formula: '(x − median) / (third quartile − first quartile)',
  source: 'scikit-learn: RobustScaler',
  options,
  schema,
  fit(block) {
    const [lower = 0, middle = 0, upper = 0] = quantiles(numbersOf(block), [0.25, 0.5, 0.75]);
    return { step: 'robust', median: middle, range: upper > lower ? upper - lower : 1 };
  },
  apply: ({ median, range }, block) => mapNumbers(block, (value) => (value - median) / range),
});

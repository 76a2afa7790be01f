/** Maps the training rows' range to 0..1, as scikit-learn's MinMaxScaler; other rows may lie outside. */
import { z } from 'zod';
import { mapNumbers, numbersOf } from '../blocks.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('minmax') });
const schema = z.object({
  step: z.literal('minmax'),
  minimum: z.number(),
  /** Equal to the minimum for a column that is constant, which then becomes 0 throughout. */
  maximum: z.number(),
});

/** A range that is nothing but rounding counts as none: scikit-learn's bound. */
const smallestRange = 10 * Number.EPSILON;

export const minmax = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'numbers',
  category: 'scale',
  formula: '(x − minimum) / (maximum − minimum)',
  source: 'scikit-learn: MinMaxScaler',
  options,
  schema,
  fit(block) {
    let minimum = Infinity;
    let maximum = -Infinity;
    for (const value of numbersOf(block)) {
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
    if (minimum > maximum) return { step: 'minmax', minimum: 0, maximum: 0 };
    return { step: 'minmax', minimum, maximum: maximum - minimum < smallestRange ? minimum : maximum };
  },
  apply({ minimum, maximum }, block) {
    const scale = 1 / (maximum === minimum ? 1 : maximum - minimum);
    return mapNumbers(block, (value) => (value - minimum) * scale);
  },
});

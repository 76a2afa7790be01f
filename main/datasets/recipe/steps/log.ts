/** `ln(1 + x)`: pulls in a long right tail. Refuses a value of -1 or less, naming it. */
import { z } from 'zod';
import { UserError } from '../../../base/errors.ts';
import { mapNumbers } from '../blocks.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('log') });

export const log = defineStep<z.output<typeof options>, z.output<typeof options>>({
  takes: 'numbers',
  category: 'reshape',
  formula: 'ln(1 + x)',
  source: 'numpy.log1p',
  options,
  schema: options,
  fit: (_, chosen) => chosen,
  apply: (_, block) =>
    mapNumbers(block, (value) => {
      if (value > -1) return Math.log1p(value);
      const { name: column } = block;
      const path = `data.preprocess.columns.${column}`;
      throw new UserError('datasets.logOfNegative', { column, value }, { path, location: { column } });
    }),
});

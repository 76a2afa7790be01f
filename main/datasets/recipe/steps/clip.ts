/** Brings values inside limits: given ones, or quantiles of the training rows (winsorizing). */
import { z } from 'zod';
import { mapNumbers, numbersOf } from '../blocks.ts';
import { quantiles } from '../statistics.ts';
import { defineStep } from '../step.ts';

const share = z.number().min(0).max(1);
const options = z
  .strictObject({
    step: z.literal('clip'),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    /** Shares of the rows below which and above which values are cut: `[0.01, 0.99]`. */
    quantiles: z.tuple([share, share]).optional(),
  })
  .refine(({ minimum, maximum, quantiles: cut }) => (minimum ?? maximum ?? cut) !== undefined, {
    error: 'expected minimum, maximum or quantiles',
  })
  .refine(
    ({ minimum = -Infinity, maximum = Infinity, quantiles: [low, high] = [0, 1] }) => minimum <= maximum && low <= high,
    {
      error: 'expected limits in ascending order',
    },
  );
const limit = z.number().nullable();
const schema = z.object({ step: z.literal('clip'), minimum: limit, maximum: limit });

export const clip = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'numbers',
  category: 'reshape',
  formula: 'min(max(x, minimum), maximum)',
  source: 'numpy.clip, with quantiles as numpy.quantile',
  options,
  begin: { quantiles: [0.01, 0.99] },
  schema,
  fit: (block, { minimum, maximum, quantiles: cut }) => {
    const [low, high] = cut === undefined ? [] : quantiles(numbersOf(block), cut);
    return { step: 'clip', minimum: minimum ?? low ?? null, maximum: maximum ?? high ?? null };
  },
  apply: ({ minimum, maximum }, block) =>
    mapNumbers(block, (value) => Math.min(Math.max(value, minimum ?? -Infinity), maximum ?? Infinity)),
});

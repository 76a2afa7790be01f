/** Puts a number where one is missing: the training rows' mean or median, or a constant. */
import { z } from 'zod';
import { BugError } from '../../../base/errors.ts';
import { median, moments } from '../statistics.ts';
import { numbersOf } from '../blocks.ts';
import type { PreprocessSpec } from '../../spec.ts';
import type { RecipeStep } from '../step.ts';

const schema = z.object({ step: z.literal('impute'), value: z.number() });

/** 0 where no training row has a value: there is nothing to learn it from. */
function replacement(values: Float64Array, missing: PreprocessSpec['missing']): number {
  if (typeof missing === 'object') return missing.constant;
  switch (missing) {
    case 'mean':
      return moments(values).mean;
    case 'median':
      return median(values) ?? 0;
    case 'refuse':
      throw new BugError('a recipe that refuses missing numbers does not impute');
    default:
      return missing satisfies never;
  }
}

export const impute: RecipeStep<z.infer<typeof schema>> = {
  schema,
  fit: (block, { missing }) => ({ step: 'impute', value: replacement(numbersOf(block), missing) }),
  apply: ({ value }, block) => [
    {
      kind: 'numbers',
      name: block.name,
      values: numbersOf(block).map((cell) => (Number.isNaN(cell) ? value : cell)),
    },
  ],
};

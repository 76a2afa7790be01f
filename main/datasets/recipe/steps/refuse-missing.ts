/** Lets no missing number pass, and names the first row that lacks one. */
import { z } from 'zod';
import { UserError } from '../../../base/errors.ts';
import { numbersOf, type Block } from '../blocks.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('refuseMissing') });

function check(block: Block): Block[] {
  const values = numbersOf(block);
  const row = values.findIndex(Number.isNaN);
  if (row >= 0) {
    const count = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
    throw new UserError(
      'datasets.missingRefused',
      { column: block.name, row, count },
      { path: 'data.preprocess.missing', location: { column: block.name, row } },
    );
  }
  return [block];
}

export const refuseMissing = defineStep<z.output<typeof options>, z.output<typeof options>>({
  takes: 'numbers',
  category: 'missing',
  formula: 'x; an error that names the row where x is missing',
  source: null,
  options,
  schema: options,
  fit: () => ({ step: 'refuseMissing' }),
  apply: (_, block) => check(block),
});

/** Adds a 0/1 column that says where a value was missing. Source: as scikit-learn's MissingIndicator. */
import { z } from 'zod';
import { numberBlock } from '../blocks.ts';
import { missingName } from '../categories.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({ step: z.literal('indicator') });

export const indicator = defineStep<z.output<typeof options>, z.output<typeof options>>({
  takes: 'both',
  category: 'missing',
  formula: 'x, and a column of 1 where x is missing, else 0',
  source: 'scikit-learn: MissingIndicator',
  options,
  schema: options,
  fit: (_, chosen) => chosen,
  apply: (_, block) => {
    const missing =
      block.kind === 'numbers'
        ? block.values.map((value) => Number(Number.isNaN(value)))
        : Float64Array.from(block.values, (value) => Number(value === null));
    return [block, numberBlock(`${block.name}=${missingName}`, missing, true)];
  },
});

/**
 * Spreads values over a fixed number of columns by their hash: for categories without end. Two values may share a column;
 * signs let them cancel rather than add.
 *
 * Formula: h = murmur3(`column=value`), column |h| mod n, value the sign of h.
 * Source: Weinberger et al., Feature Hashing, ICML 2009; as scikit-learn's FeatureHasher(input_type='string').
 */
import { z } from 'zod';
import { categoryTexts, numberBlock } from '../blocks.ts';
import { missingName } from '../categories.ts';
import { murmur3 } from '../murmur3.ts';
import { defineStep } from '../step.ts';

const columns = z.int().min(1).max(4096);
const options = z.strictObject({ step: z.literal('hashing'), columns: columns.default(16) });
const schema = z.object({ step: z.literal('hashing'), columns });

export const hashing = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'both',
  category: 'encode',
  formula: 'h = murmur3(column=value); ±1, the sign of h, in column |h| mod n',
  source: 'Weinberger et al., Feature Hashing, ICML 2009; scikit-learn: FeatureHasher',
  options,
  schema,
  fit: (_, { columns: count }) => ({ step: 'hashing', columns: count }),
  apply: ({ columns: count }, block) => {
    const values = categoryTexts(block);
    const parts = Array.from({ length: count }, () => new Float64Array(values.length));
    values.forEach((value, row) => {
      const hash = murmur3(`${block.name}=${value ?? missingName}`);
      const part = parts[Math.abs(hash) % count];
      if (part !== undefined) part[row] = hash >= 0 ? 1 : -1;
    });
    return parts.map((part, index) => numberBlock(`${block.name}#${index}`, part, true));
  },
});

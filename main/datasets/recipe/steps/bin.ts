/**
 * Cuts the training rows' range into bins, and gives each value its bin: as a number, or as a 0/1 column per bin.
 *
 * Source: as scikit-learn's KBinsDiscretizer (`uniform`: bins of equal width; `quantile`: of equal share; a bin holds
 * its lower edge; values outside fall into the first and the last).
 */
import { z } from 'zod';
import { numberBlock, numbersOf } from '../blocks.ts';
import { quantiles } from '../statistics.ts';
import { defineStep } from '../step.ts';

const encode = z.enum(['ordinal', 'onehot']);
const options = z.strictObject({
  step: z.literal('bin'),
  count: z.int().min(2).max(1000).default(5),
  strategy: z.enum(['uniform', 'quantile']).default('quantile'),
  encode: encode.default('ordinal'),
});
const schema = z.object({
  step: z.literal('bin'),
  encode,
  /** Between two bins, ascending: one less than there are bins. */
  edges: z.array(z.number()),
});

/** Bins narrower than this are joined, as scikit-learn does. */
const narrowest = 1e-8;

export const bin = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'numbers',
  category: 'reshape',
  formula: 'number of edges that x reaches; or 1 in the column of that bin',
  source: 'scikit-learn: KBinsDiscretizer',
  options,
  schema,
  fit: (block, { count, strategy, encode: how }) => {
    const shares = Array.from({ length: count + 1 }, (_, index) => index / count);
    const [low = 0, high = 0] = quantiles(numbersOf(block), [0, 1]);
    const edges =
      strategy === 'uniform'
        ? shares.map((share) => low + (high - low) * share)
        : quantiles(numbersOf(block), shares).filter(
            (edge, index, all) => index === 0 || edge - (all[index - 1] ?? -Infinity) > narrowest,
          );
    return { step: 'bin', encode: how, edges: edges.slice(1, -1) };
  },
  apply: ({ encode: how, edges }, block) => {
    const bins = numbersOf(block).map((value) =>
      Number.isNaN(value) ? value : edges.reduce((place, edge) => place + Number(value >= edge), 0),
    );
    if (how === 'ordinal') return [numberBlock(block.name, bins)];
    return Array.from({ length: edges.length + 1 }, (_, number) =>
      numberBlock(
        `${block.name}[${number}]`,
        bins.map((place) => Number(place === number)),
        true,
      ),
    );
  },
});

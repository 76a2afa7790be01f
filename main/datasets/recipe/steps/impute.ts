/**
 * Puts a value where one is missing: the training rows' mean, median or most frequent value, or a constant.
 *
 * Source: as scikit-learn's SimpleImputer (of equally frequent values the smallest).
 */
import { z } from 'zod';
import { compareCodePoints, numberBlock, numbersOf, type Block } from '../blocks.ts';
import { median, moments } from '../statistics.ts';
import { UserError } from '../../../base/errors.ts';
import { defineStep } from '../step.ts';

const options = z.strictObject({
  step: z.literal('impute'),
  with: z
    .union([
      z.enum(['mean', 'median', 'mostFrequent']),
      z.strictObject({ constant: z.union([z.number(), z.string().min(1)]) }),
    ])
    .default('mean'),
});
const schema = z.object({ step: z.literal('impute'), value: z.union([z.number(), z.string(), z.null()]) });

type Way = z.output<typeof options>['with'];

/** 0 where no training row has a value: there is nothing to learn it from. */
function number(block: Block, way: Way): number {
  const values = numbersOf(block);
  if (typeof way === 'object') {
    if (typeof way.constant === 'number') return way.constant;
    throw wrongKind(block, way.constant);
  }
  switch (way) {
    case 'mean':
      return moments(values).mean;
    case 'median':
      return median(values) ?? 0;
    case 'mostFrequent': {
      const present = [...values].filter((value) => !Number.isNaN(value));
      return mostFrequent(present, (one, other) => one - other) ?? 0;
    }
    default:
      return way satisfies never;
  }
}

function text(block: Extract<Block, { kind: 'texts' }>, way: Way): string | null {
  if (typeof way === 'object') return String(way.constant);
  if (way !== 'mostFrequent') throw wrongKind(block, way);
  return mostFrequent(
    block.values.filter((value) => value !== null),
    compareCodePoints,
  );
}

function mostFrequent<Value>(values: readonly Value[], compare: (one: Value, other: Value) => number): Value | null {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [best] = [...counts].sort(([one, many], [other, more]) => more - many || compare(one, other));
  return best?.[0] ?? null;
}

function wrongKind({ name, kind }: Block, way: string): UserError {
  const path = `data.preprocess.columns.${name}`;
  return new UserError('datasets.imputeKind', { column: name, kind, way }, { path, location: { column: name } });
}

export const impute = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'both',
  category: 'missing',
  formula: 'x, or where it is missing the mean, median, most frequent value or constant',
  source: 'scikit-learn: SimpleImputer',
  options,
  schema,
  fit: (block, { with: way }) => ({
    step: 'impute',
    value: block.kind === 'numbers' ? number(block, way) : text(block, way),
  }),
  apply: ({ value }, block) => {
    if (block.kind === 'texts') {
      return [{ ...block, values: block.values.map((cell) => cell ?? (value === null ? null : String(value))) }];
    }
    const replacement = Number(value);
    return [
      numberBlock(
        block.name,
        block.values.map((cell) => (Number.isNaN(cell) ? replacement : cell)),
      ),
    ];
  },
});

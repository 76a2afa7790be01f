/**
 * A power transform whose exponent makes the training rows most like a normal distribution: Box and Cox's for positive
 * numbers, Yeo and Johnson's for all.
 *
 * Formula: Box-Cox `(x^λ - 1) / λ`, `ln x` for λ = 0; λ maximises `-n/2 ln var(y) + (λ - 1) Σ ln x`.
 * Source: as scikit-learn's PowerTransformer(standardize=False).
 */
import { z } from 'zod';
import { UserError } from '../../../base/errors.ts';
import { mapNumbers, numbersOf } from '../blocks.ts';
import { maximize, moments, sum } from '../statistics.ts';
import { defineStep } from '../step.ts';

const method = z.enum(['boxCox', 'yeoJohnson']);
const options = z.strictObject({ step: z.literal('power'), method: method.default('boxCox') });
const schema = z.object({ step: z.literal('power'), method, lambda: z.number() });

type Method = z.infer<typeof method>;

function boxCox(value: number, lambda: number): number {
  return lambda === 0 ? Math.log(value) : Math.expm1(lambda * Math.log(value)) / lambda;
}

function transform(value: number, how: Method, lambda: number): number {
  if (how === 'boxCox') return boxCox(value, lambda);
  return value >= 0 ? boxCox(value + 1, lambda) : -boxCox(1 - value, 2 - lambda);
}

/** The logarithm of what the transform stretches a value by, up to the factor λ - 1. */
function stretch(value: number, how: Method): number {
  return how === 'boxCox' ? Math.log(value) : Math.sign(value) * Math.log1p(Math.abs(value));
}

function likelihood(values: Float64Array, how: Method, stretched: number, lambda: number): number {
  const { standardDeviation } = moments(values.map((value) => transform(value, how, lambda)));
  return -values.length * Math.log(standardDeviation) + (lambda - 1) * stretched;
}

export const power = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'numbers',
  category: 'reshape',
  formula: '(x^λ − 1) / λ, and ln x for λ = 0; λ makes the values most like a normal distribution',
  source: 'Box and Cox 1964; Yeo and Johnson 2000; scikit-learn: PowerTransformer',
  options,
  schema,
  fit: (block, { method: how }) => {
    const values = numbersOf(block).filter((value) => !Number.isNaN(value));
    refuseNegative(block.name, values, how);
    if (moments(values).standardDeviation === 0) return { step: 'power', method: how, lambda: 1 };
    const stretched = sum(values, (value) => stretch(value, how));
    return { step: 'power', method: how, lambda: maximize((lambda) => likelihood(values, how, stretched, lambda)) };
  },
  apply: ({ method: how, lambda }, block) => {
    refuseNegative(block.name, numbersOf(block), how);
    return mapNumbers(block, (value) => transform(value, how, lambda));
  },
});

function refuseNegative(column: string, values: Float64Array, how: Method): void {
  const value = how === 'boxCox' ? values.find((one) => one <= 0) : undefined;
  if (value === undefined) return;
  const path = `data.preprocess.columns.${column}`;
  throw new UserError('datasets.powerOfNegative', { column, value }, { path, location: { column } });
}

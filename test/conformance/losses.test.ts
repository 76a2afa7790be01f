/** Every loss on every engine against PyTorch: rows and gradient, from each ending (test/golden/losses/generate.py). */
import { describe, expect, it } from 'vitest';
import { gradients } from '../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { float32, int32 } from '../../main/graph/tensor.ts';
import { activations, type ActivationName } from '../../main/models/activations/registry.ts';
import { optionsSchema, type FieldValue } from '../../main/models/fields.ts';
import { losses, lossTypes, type LossType } from '../../main/training/losses/registry.ts';
import golden from '../golden/losses/golden.json' with { type: 'json' };
import { enginesUnderTest, runGraph } from './support/engines.ts';

/** PyTorch computed in float64; a few roundings of float32, relative to each value or to 1. */
const tolerance = 2e-6;
const rows = golden.weights.length;

interface Case {
  readonly loss: LossType;
  readonly options: Readonly<Record<string, FieldValue>>;
  readonly endings: readonly ActivationName[];
  readonly outputs: readonly number[][];
  readonly targets: readonly (number | readonly number[])[];
  readonly rows: readonly number[];
  readonly gradient: readonly number[][];
}
const cases = golden.cases as unknown as readonly Case[];

const named = cases.flatMap((one) =>
  one.endings.map((ending) => ({ title: `${one.loss} ${JSON.stringify(one.options)} from ${ending}`, one, ending })),
);

function expectNear(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    expect(difference, `${what}, element ${index}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  });
}

describe.each(named)('$title', ({ one, ending }) => {
  it.each(Object.entries(enginesUnderTest))('on %s', async (_, engine) => {
    const builder = new GraphBuilder();
    const width = one.outputs[0]?.length ?? 0;
    const categorical = typeof one.targets[0] === 'number';
    const scores = builder.input('scores', { dtype: 'float32', shape: ['batch', width] });
    const targets = builder.input(
      'targets',
      categorical ? { dtype: 'int32', shape: ['batch'] } : { dtype: 'float32', shape: ['batch', width] },
    );
    const weights = builder.input('weights', { dtype: 'float32', shape: ['batch'] });
    const activated = { by: ending, from: scores };
    const output = { value: activations[ending].build(builder, scores), activated };
    const options = optionsSchema(losses[one.loss].fields).parse(one.options);
    const byRow = losses[one.loss].build({ builder, output, targets, options });
    const sum = builder.reduceSum(builder.multiply(byRow, weights));
    const [gradient] = gradients(builder, builder.divide(sum, builder.reduceSum(weights)), [scores]);
    if (gradient === undefined) throw new Error('no gradient');
    builder.output('rows', byRow);
    builder.output('gradient', gradient);
    const flat = one.targets.flat();
    const results = await runGraph(engine, builder.build(), {
      scores: float32([rows, width], one.outputs.flat()),
      targets: categorical ? int32([rows], flat) : float32([rows, width], flat),
      weights: float32([rows], golden.weights),
    });
    expectNear(results['rows']?.data ?? [], one.rows, 'rows');
    expectNear(results['gradient']?.data ?? [], one.gradient.flat(), 'gradient');
  });
});

it('has cases for every loss, from everything that the model may end in', () => {
  for (const type of lossTypes) {
    const tested = new Set(cases.filter(({ loss }) => loss === type).flatMap(({ endings }) => endings));
    const { endings } = losses[type];
    // What tanh gives is a score like any other: its derivative is the activation's own.
    const needed = endings === 'any' ? ['linear'] : endings.filter((ending) => ending !== 'tanh');
    expect([...tested].toSorted(), type).toEqual(needed.toSorted());
  }
});

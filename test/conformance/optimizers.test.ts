/** Every optimizer's trajectory of 40 steps against torch.optim, on every engine (test/golden/optimizers/generate.py). */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../main/graph/engine.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { float32, type Tensor, type TensorType } from '../../main/graph/tensor.ts';
import { optionsSchema } from '../../main/models/fields.ts';
import { optimizers, optimizerTypes, type OptimizerType } from '../../main/training/optimizers/registry.ts';
import golden from '../golden/optimizers/golden.json' with { type: 'json' };
import { enginesUnderTest } from './support/engines.ts';

type Variant = keyof typeof golden.trajectories;

const settings: Readonly<Record<Variant, readonly [OptimizerType, Readonly<Record<string, number | boolean>>]>> = {
  sgd: ['sgd', { learningRate: 0.05 }],
  'sgd momentum': ['sgd', { learningRate: 0.02, momentum: 0.9 }],
  'sgd nesterov': ['sgd', { learningRate: 0.02, momentum: 0.9, nesterov: true }],
  adam: ['adam', { learningRate: 0.1 }],
  'adam other': ['adam', { learningRate: 0.3, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }],
  'adam amsgrad': ['adam', { learningRate: 0.5, beta1: 0.8, beta2: 0.9, amsgrad: true }],
  'adam weight decay': ['adam', { learningRate: 0.1, weightDecay: 0.1 }],
  adamW: ['adamW', { learningRate: 0.1 }],
  'adamW other': [
    'adamW',
    { learningRate: 0.5, beta1: 0.7, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.2, amsgrad: true },
  ],
  adamax: ['adamax', { learningRate: 0.2 }],
  'adamax other': ['adamax', { learningRate: 0.5, beta1: 0.7, beta2: 0.9, epsilon: 1e-2, weightDecay: 0.05 }],
  nadam: ['nadam', { learningRate: 0.1 }],
  'nadam other': [
    'nadam',
    { learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.05, momentumDecay: 2 },
  ],
  adagrad: ['adagrad', { learningRate: 0.5 }],
  'adagrad other': ['adagrad', { learningRate: 1, epsilon: 1e-3, weightDecay: 0.1, initialAccumulator: 0.1 }],
  'sgd weight decay': ['sgd', { learningRate: 0.05, momentum: 0.5, weightDecay: 0.1 }],
  'rmsprop centered': ['rmsprop', { learningRate: 0.05, epsilon: 1e-5, centered: true }],
  'rmsprop everything': [
    'rmsprop',
    { learningRate: 0.02, rho: 0.95, epsilon: 1e-4, centered: true, momentum: 0.5, weightDecay: 0.1 },
  ],
  rmsprop: ['rmsprop', { learningRate: 0.1 }],
  'rmsprop momentum': ['rmsprop', { learningRate: 0.05, rho: 0.95, epsilon: 1e-5, momentum: 0.8 }],
};

/** The same bowl as the script's, its gradient written out. */
async function trajectory(
  engine: Engine,
  type: OptimizerType,
  given: Readonly<Record<string, number | boolean>>,
): Promise<number[][]> {
  const optimizer = optimizers[type];
  const options = optionsSchema(optimizer.fields).parse({ type, ...given });
  const vector: TensorType = { dtype: 'float32', shape: [4] };
  const scalar: TensorType = { dtype: 'float32', shape: [] };
  const slotNames = optimizer.slots(options);

  const builder = new GraphBuilder();
  const parameter = builder.input('p', vector);
  const learningRate = builder.input('learningRate', scalar);
  const slots = Object.fromEntries(slotNames.map((name) => [name, builder.input(name, vector)]));
  const before = Object.fromEntries(optimizer.scalars.map((name) => [name, builder.input(name, scalar)]));
  const [centre, scale] = [builder.constant(float32([4], golden.centre)), builder.constant(float32([4], golden.scale))];
  const gradient = builder.multiply(scale, builder.subtract(parameter, centre));
  const scalars = optimizer.advance(builder, before, options);
  const update = optimizer.update({ builder, parameter, gradient, slots, scalars, learningRate, options });
  const written = { p: update.parameter, ...update.slots, ...scalars };
  for (const [name, value] of Object.entries(written)) builder.output(name, value);
  builder.output('after', update.parameter);

  const state: Record<string, TensorType> = { p: vector };
  for (const name of slotNames) state[name] = vector;
  for (const name of optimizer.scalars) state[name] = scalar;
  const step = { graph: builder.build(), state: Object.keys(state), resident: [] };
  const session = await engine.open({ state, programs: { step } }, { device: 'cpu', threads: 1 });
  const zeros = (shape: readonly number[]): Tensor => float32(shape, new Float32Array(shape[0] ?? 1));
  await session.writeState(
    Object.fromEntries(Object.entries(state).map(([name, { shape }]) => [name, zeros(shape as readonly number[])])),
  );
  const steps = golden.trajectories.sgd.length;
  const rates = float32([steps], new Float32Array(steps).fill(Number(options['learningRate'])));
  const { after } = await session.run('step', steps, { learningRate: rates });
  await session.close();
  return Array.from({ length: steps }, (_, index) => [...(after?.data.subarray(index * 4, index * 4 + 4) ?? [])]);
}

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(Object.keys(settings) as Variant[])('%s walks as torch.optim walks', async (variant) => {
    const [type, options] = settings[variant];
    const ours = await trajectory(engine, type, options);
    golden.trajectories[variant].forEach((theirs, step) => {
      theirs.forEach((value, index) => {
        const difference = Math.abs((ours[step]?.[index] ?? Number.NaN) - value);
        expect(difference, `step ${step + 1}, parameter ${index}`).toBeLessThan(2e-6 + 1e-5 * Math.abs(value));
      });
    });
  });
});

it('has a trajectory for every optimizer, of at least 20 steps', () => {
  expect(new Set(Object.values(settings).map(([type]) => type))).toEqual(new Set(optimizerTypes));
  for (const steps of Object.values(golden.trajectories)) expect(steps.length).toBeGreaterThanOrEqual(20);
});

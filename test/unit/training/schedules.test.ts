/** Every schedule, step by step, against torch.optim.lr_scheduler (test/golden/schedules/generate.py). */
import { describe, expect, it } from 'vitest';
import { parseSpec } from '../../../main/models/problems.ts';
import { rateSchedule } from '../../../main/training/schedules/rate-schedule.ts';
import { scheduleTypes } from '../../../main/training/schedules/registry.ts';
import { trainingSchema } from '../../../main/training/spec.ts';
import golden from '../../golden/schedules/golden.json' with { type: 'json' };

type Case = keyof typeof golden.cases;

const settings: Readonly<Record<Case, Readonly<Record<string, unknown>>>> = {
  step: { type: 'step', every: 7, factor: 0.3 },
  exponential: { type: 'exponential', factor: 0.9 },
  cosine: { type: 'cosine', minimum: 0.01 },
  'cosine restarts': { type: 'cosine', period: 6 },
  'cosine growing restarts': { type: 'cosine', period: 3, periodFactor: 2, minimum: 0.02 },
  'cosine warmed up': { type: 'cosine', warmUp: 4 },
  'constant warmed up': { type: 'constant', warmUp: 2.4, warmUpFrom: 0.25 },
  oneCycle: { type: 'oneCycle' },
  'oneCycle other': { type: 'oneCycle', rise: 0.45, startDivisor: 10, endDivisor: 50 },
  plateau: { type: 'reduceOnPlateau', factor: 0.5, patience: 2 },
  'plateau cooling': {
    type: 'reduceOnPlateau',
    factor: 0.3,
    patience: 1,
    cooldown: 3,
    threshold: 0.01,
    minimum: 0.02,
  },
  'plateau higher': { type: 'reduceOnPlateau', factor: 0.2, patience: 3, threshold: 0.05 },
};

const { rate, stepsPerEpoch, epochs, values } = golden;

function ratesOf(name: Case): number[] {
  const raw = { loss: 'crossEntropy', optimizer: { type: 'sgd', learningRate: rate }, schedule: settings[name] };
  const training = parseSpec(trainingSchema, raw, ['training']);
  const schedule = rateSchedule(training.schedule, training.optimizer.learningRate);
  const better = name === 'plateau higher' ? 'higher' : 'lower';
  let memory = {};
  return values.flatMap((value, epoch) => {
    const ours = Array.from({ length: stepsPerEpoch }, (_, index) => {
      const step = epoch * stepsPerEpoch + index;
      return schedule.rate({ step, epoch, stepsPerEpoch, totalSteps: stepsPerEpoch * epochs }, memory);
    });
    // As a checkpoint keeps it.
    memory = JSON.parse(
      JSON.stringify(schedule.observe(memory, { value: better === 'higher' ? 1 - value : value, better })),
    ) as typeof memory;
    return ours;
  });
}

describe('schedules', () => {
  it.each(Object.keys(settings) as Case[])('%s goes as torch has it', (name) => {
    const ours = ratesOf(name);
    expect(ours.length).toBe(golden.cases[name].length);
    golden.cases[name].forEach((theirs, step) => {
      // PyTorch computes most of them from the rate before: its rounding adds up.
      expect(Math.abs((ours[step] ?? Number.NaN) - theirs), `step ${step}`).toBeLessThan(1e-9);
    });
  });

  it('has a golden for every schedule', () => {
    expect(new Set(Object.values(settings).map(({ type }) => type))).toEqual(new Set(scheduleTypes));
  });

  it('falls on plateaus in the goldens, so that they can fail', () => {
    for (const name of ['plateau', 'plateau cooling', 'plateau higher'] as const) {
      expect(new Set(golden.cases[name]).size).toBeGreaterThan(2);
    }
  });

  it('counts an epoch whose metric is no number as one without improvement', () => {
    const training = parseSpec(
      trainingSchema,
      { loss: 'mse', schedule: { type: 'reduceOnPlateau', patience: 0, factor: 0.5 } },
      ['training'],
    );
    const schedule = rateSchedule(training.schedule, 1);
    const after = schedule.observe({}, { value: Number.NaN, better: 'lower' });
    expect(schedule.rate({ step: 1, epoch: 1, stepsPerEpoch: 1, totalSteps: 9 }, after)).toBe(0.5);
  });
});

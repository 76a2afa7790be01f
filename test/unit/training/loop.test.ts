/** The loop on a straight line: it converges, repeats, resumes, stops, and says where it diverged. */
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../../main/engines/reference/evaluate.ts';
import { numbersFrom } from '../../../main/engines/reference/numbers.ts';
import { referenceEngine } from '../../../main/engines/reference/engine.ts';
import { chooseThreads } from '../../../main/training/loop/choose-threads.ts';
import { ChunkSize } from '../../../main/training/loop/chunk-size.ts';
import { ManualControl } from '../../../main/training/loop/control.ts';
import { ExplosionWatch } from '../../../main/training/loop/explosion.ts';
import { loopMemorySchema } from '../../../main/training/loop/loop-memory.ts';
import { trainModel } from '../../../main/training/loop/train-model.ts';
import type { EngineSession } from '../../../main/graph/engine.ts';
import type { TensorMap } from '../../../main/graph/tensor.ts';
import type {
  Divergence,
  EpochReport,
  RateSchedule,
  StepReplay,
  TrainOptions,
  TrainOutcome,
} from '../../../main/training/loop/train-types.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { rateSchedule } from '../../../main/training/schedules/rate-schedule.ts';
import { trainingSchema } from '../../../main/training/spec.ts';
import { initial, lineProgram, resident } from './line-program.ts';

const rows = { train: Int32Array.from({ length: 19 }, (_, row) => row), validation: Int32Array.of(19, 20, 21, 22) };

interface Trained {
  readonly outcome: TrainOutcome;
  readonly reports: readonly EpochReport[];
  readonly state: TensorMap;
}

interface Changes extends Omit<Partial<TrainOptions>, 'settings'> {
  readonly settings?: Partial<TrainOptions['settings']>;
  readonly state?: TensorMap;
}

/** A schedule that is a function of the moment alone. */
function following(rate: RateSchedule['rate']): RateSchedule {
  return { rate, observe: (memory) => memory };
}

async function openSession(state: TensorMap): Promise<EngineSession> {
  const session = await referenceEngine().open(lineProgram().plan, { device: 'cpu', threads: 1 });
  await session.writeState(state);
  for (const [name, tensor] of Object.entries(resident)) await session.loadResident(name, tensor);
  return session;
}

async function train({ state = initial, settings, ...changes }: Changes = {}): Promise<Trained> {
  const session = await openSession(state);
  const reports: EpochReport[] = [];
  let time = 0;
  const outcome = await trainModel({
    session,
    program: lineProgram(),
    rows,
    settings: {
      epochs: 12,
      batchSize: 4,
      accumulate: 1,
      seed: 5,
      restoreBest: false,
      earlyStopping: null,
      monitor: 'val_loss',
      ...settings,
    },
    schedule: following(() => 0.4),
    averaging: null,
    start: { epoch: 0, step: 0, memory: null, best: null },
    control: new ManualControl(),
    // Each look at the clock is a millisecond: chunks grow as on a fast machine.
    clock: () => (time += 1),
    onEpoch: (report) => {
      reports.push(report);
    },
    onProgress: () => undefined,
    onLearningRate: () => undefined,
    diagnose: null,
    ...changes,
  });
  return { outcome, reports, state: await session.readState() };
}

function diagnose({ program, state, feeds }: StepReplay): Divergence['cause'] {
  let cause: Divergence['cause'] = null;
  const all = { ...resident, ...state, ...feeds };
  const numbers = Object.fromEntries(Object.entries(all).map(([name, tensor]) => [name, numbersFrom(tensor)]));
  evaluateGraph(program.graph, numbers, {
    trace: (node, outputs) => {
      if (cause === null && outputs.some(({ values }) => values.some((value) => !Number.isFinite(value)))) {
        cause = { op: node.op, scope: node.scope };
      }
    },
  });
  return cause;
}

describe('trainModel', () => {
  it('finds the line', async () => {
    const { outcome, reports, state } = await train({ settings: { epochs: 60 } });
    expect(outcome).toMatchObject({ status: 'completed', epoch: 60, step: 60 * 5, stoppedEarly: false });
    expect(state['slope']?.data[0]).toBeCloseTo(3, 2);
    expect(state['offset']?.data[0]).toBeCloseTo(-1, 2);
    expect(reports.map((report) => report.epoch)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(Object.keys(reports.at(-1)?.metrics ?? {})).toEqual(['loss', 'val_loss']);
    expect(reports.at(-1)?.metrics['val_loss']).toBeLessThan(1e-4);
  });

  it('gives the same bits whatever the size of its chunks', async () => {
    let time = 0;
    // A clock so slow that every chunk is one step.
    const oneByOne = await train({ clock: () => (time += 10_000) });
    expect(await train()).toMatchObject({ state: oneByOne.state });
  });

  it('gives the same bits when resumed after any epoch', async () => {
    const whole = await train();
    for (const epochs of [1, 4, 11]) {
      const first = await train({ settings: { epochs } });
      const { epoch, step } = first.outcome;
      const second = await train({
        state: first.state,
        start: { epoch, step, memory: first.reports.at(-1)?.memory ?? null, best: null },
      });
      expect(second.state).toEqual(whole.state);
      expect([...first.reports, ...second.reports].map((report) => report.metrics)).toEqual(
        whole.reports.map((report) => report.metrics),
      );
    }
  });

  it('depends on its seed', async () => {
    const [one, other] = [await train(), await train({ settings: { seed: 6 } })];
    expect(one.state).not.toEqual(other.state);
  });

  it('takes a batch larger than the data as one batch', async () => {
    const { outcome } = await train({ settings: { batchSize: 1000, epochs: 2 } });
    expect(outcome.step).toBe(2);
  });

  it('trains on every row once an epoch', async () => {
    const seen: number[] = [];
    const session = await openSession(initial);
    const run = session.run.bind(session);
    session.run = (program, steps, feeds) => {
      if (program === 'step') seen.push(...(feeds['rows']?.data ?? []));
      return run(program, steps, feeds);
    };
    await train({ session, settings: { epochs: 2 } });
    const [first, second] = [seen.slice(0, 19), seen.slice(19)];
    expect(first.toSorted((a, b) => a - b)).toEqual([...rows.train]);
    expect(second.toSorted((a, b) => a - b)).toEqual([...rows.train]);
    expect(first).not.toEqual(second);
  });

  it('names the step and the op where it diverges', async () => {
    // One wild step takes the line to 1e38, whose square float32 cannot hold.
    const { outcome, reports } = await train({
      schedule: following(({ step }) => (step === 2 ? 1e38 : 0.4)),
      diagnose,
    });
    expect(outcome).toMatchObject({
      status: 'diverged',
      epoch: 0,
      divergence: { epoch: 1, step: 4, loss: Number.POSITIVE_INFINITY, cause: { op: 'multiply', scope: 'line' } },
    });
    expect(reports).toEqual([]);
  });

  it('calls a loss diverged that is a number and absurd', async () => {
    const { outcome } = await train({ schedule: following(() => 1e9) });
    expect(outcome).toMatchObject({ status: 'diverged', epoch: 0, divergence: { epoch: 1, step: 2, cause: null } });
    expect(outcome.divergence?.loss).toBeGreaterThan(1e12);
  });

  it('does not call a loss diverged that was large from the start', () => {
    expect(new ExplosionWatch(null).find([1e9, 3e12, 2])).toBeNull();
    expect(new ExplosionWatch(null).find([0.1, 2e6, 2])).toEqual({ index: 1, loss: 2e6 });
    expect(new ExplosionWatch(null).find([0.1, 2, NaN])).toEqual({ index: 2, loss: NaN });
  });

  it('stops between chunks and keeps what it finished', async () => {
    const control = new ManualControl();
    const { outcome, reports } = await train({
      control,
      onEpoch: (report) => {
        if (report.epoch === 3) control.stop();
      },
    });
    expect(outcome).toMatchObject({ status: 'stopped', epoch: 3 });
    expect(reports).toEqual([]);
  });

  it('waits while paused, and goes on to the same bits', async () => {
    const control = new ManualControl();
    let resumed = false;
    const paused = await train({
      control,
      onProgress: (epoch) => {
        if (epoch !== 2 || resumed) return;
        control.pause();
        setTimeout(() => {
          resumed = true;
          control.resume();
        }, 20);
      },
    });
    expect(resumed).toBe(true);
    expect(paused.state).toEqual((await train()).state);
  });

  it('takes another learning rate in flight', async () => {
    const control = new ManualControl();
    const { state } = await train({
      control,
      onEpoch: ({ epoch }) => {
        if (epoch === 1) control.setLearningRate(0);
      },
      settings: { epochs: 5 },
    });
    expect(state).toEqual((await train({ settings: { epochs: 1 } })).state);
  });

  it('ends with the weights of the best epoch where asked', async () => {
    // The rate turns wild after the third epoch, so that the third is the best.
    const schedule = following(({ epoch }) => (epoch < 3 ? 0.4 : 1.05));
    const { outcome, state } = await train({ schedule, settings: { restoreBest: true, epochs: 8 } });
    expect(outcome).toMatchObject({ bestEpoch: 3, restored: true, epoch: 8 });
    expect(state).toEqual((await train({ schedule, settings: { epochs: 3 } })).state);
  });

  it('stops early when patience has run out', async () => {
    const schedule = following(({ epoch }) => (epoch < 3 ? 0.4 : 0));
    const { outcome } = await train({
      schedule,
      settings: { epochs: 50, earlyStopping: { patience: 4, minimumChange: 0 } },
    });
    expect(outcome).toMatchObject({ status: 'completed', epoch: 7, stoppedEarly: true });
  });

  it('resumes after any epoch with patience, plateau and a rate set by hand as they were', async () => {
    const settings = { epochs: 30, earlyStopping: { patience: 6, minimumChange: 1e-3 } };
    const plateau = parseSpec(
      trainingSchema,
      { loss: 'mse', schedule: { type: 'reduceOnPlateau', factor: 0.3, patience: 1, threshold: 0.3, cooldown: 1 } },
      ['training'],
    );
    const schedule = rateSchedule(plateau.schedule, 0.9);
    const whole = await train({ settings, schedule });
    expect(whole.outcome.epoch).toBeLessThan(30);
    expect(new Set(whole.reports.map(({ learningRate }) => learningRate)).size).toBeGreaterThan(2);
    for (let cut = 1; cut < whole.outcome.epoch; cut += 1) {
      const control = new ManualControl();
      const states: TensorMap[] = [];
      let last: EpochReport | null = null;
      const session = await openSession(initial);
      await train({
        session,
        settings,
        schedule,
        control,
        onEpoch: async (report) => {
          if (report.epoch !== cut) return;
          last = report;
          states.push(await session.readState());
          control.stop();
        },
      });
      const report = last as EpochReport | null;
      const [state] = states;
      if (report === null || state === undefined) throw new Error('no cut');
      const memory = loopMemorySchema.parse(JSON.parse(JSON.stringify(report.memory)));
      const start = { epoch: report.epoch, step: report.step, memory, best: null };
      const rest = await train({ state, settings, schedule, start });
      expect(rest.state).toEqual(whole.state);
      expect(rest.outcome).toEqual(whole.outcome);
    }
  });

  it('has its patience again when more epochs are asked for', async () => {
    const schedule = following(({ epoch }) => (epoch < 3 ? 0.4 : 0));
    const settings = { epochs: 50, earlyStopping: { patience: 4, minimumChange: 0 } };
    const first = await train({ schedule, settings });
    const { epoch, step } = first.outcome;
    const start = { epoch, step, memory: first.reports.at(-1)?.memory ?? null, best: null };
    const { state } = first;
    expect((await train({ state, schedule, settings, start })).outcome.epoch).toBe(7);
    const extended = await train({ state, schedule, settings: { ...settings, epochs: 60 }, start });
    expect(extended.outcome).toMatchObject({ epoch: 11, stoppedEarly: true });
  });

  it('says when another learning rate came into force, and goes back to the schedule', async () => {
    const control = new ManualControl();
    const changes: unknown[] = [];
    const { reports } = await train({
      control,
      settings: { epochs: 4 },
      onLearningRate: (change) => changes.push(change),
      onProgress: (epoch, fraction) => {
        if (epoch === 1 && fraction === 1) control.setLearningRate(0.1);
        if (epoch === 3 && fraction === 1) control.setLearningRate(null);
      },
    });
    expect(changes).toEqual([
      { epoch: 2, step: 1, rate: 0.1 },
      { epoch: 4, step: 1, rate: null },
    ]);
    expect(reports.map(({ learningRate }) => learningRate)).toEqual([0.4, 0.1, 0.1, 0.4]);
    expect(reports.map(({ memory }) => memory.learningRate)).toEqual([null, 0.1, 0.1, null]);
  });
});

describe('ChunkSize', () => {
  it('grows while steps are fast and shrinks when they are slow', () => {
    const size = new ChunkSize();
    expect(size.steps).toBe(1);
    size.observe(1, 1);
    expect(size.steps).toBe(8);
    size.observe(8, 8);
    size.observe(64, 64);
    expect(size.steps).toBe(100);
    size.observe(100, 5000);
    expect(size.steps).toBe(2);
    size.observe(2, 900);
    expect(size.steps).toBe(1);
  });
});

describe('chooseThreads', () => {
  it('believes the fastest of several rounds', async () => {
    const times: Record<number, number[]> = { 1: [10, 10, 10], 2: [90, 6, 30] };
    expect(await chooseThreads([1, 2], (threads, round) => Promise.resolve(times[threads]?.[round] ?? 0))).toBe(2);
  });

  it('measures nothing where there is no choice', async () => {
    expect(await chooseThreads([1], () => Promise.reject(new Error('measured')))).toBe(1);
  });
});

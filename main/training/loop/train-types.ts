/** What the loop is given, what it tells while it runs, and what it ends with. */
import type { EngineSession } from '../../graph/engine.ts';
import type { Program } from '../../graph/plan.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import type { Averaging } from '../averaging/registry.ts';
import type { TrainingControl } from './control.ts';
import type { LoopMemory } from './loop-memory.ts';
import type { TrainingProgram } from './training-program.ts';

export interface TrainingSettings {
  /** Epochs in all, those before a resume included. */
  readonly epochs: number;
  /** Larger than the data is one batch. */
  readonly batchSize: number;
  /** Batches that make one update, from 1; what remains at the end of an epoch makes one too. */
  readonly accumulate: number;
  readonly seed: number;
  /** Ends with the weights of the best epoch instead of the last. */
  readonly restoreBest: boolean;
  /** Stops when `monitor` has not improved by more than `minimumChange` for `patience` epochs. */
  readonly earlyStopping: { readonly patience: number; readonly minimumChange: number } | null;
  /** Metric that says which epoch is best, e.g. `val_loss`. */
  readonly monitor: string;
}

/** Where training stands before a step, which is an update of the weights. */
export interface TrainingMoment {
  /** Steps taken before this one, since training began. */
  readonly step: number;
  /** From 0. */
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** The learning rate of every step. What it remembers is handed to it, so that a checkpoint can keep it. */
export interface RateSchedule {
  rate(moment: TrainingMoment, memory: LoopMemory['schedule']): number;
  /** What it remembers after an epoch, from the monitored metric. `memory` is empty at first. */
  observe(
    memory: LoopMemory['schedule'],
    epoch: { readonly value: number; readonly better: 'higher' | 'lower' },
  ): LoopMemory['schedule'];
}

/** Where training begins: 0 and 0, or what a checkpoint records. */
export interface TrainingStart {
  readonly epoch: number;
  readonly step: number;
  /** Null at the very beginning. */
  readonly memory: LoopMemory | null;
  /** The best epoch before a resume, with its state in the plan's own layout. */
  readonly best: { readonly epoch: number; readonly value: number; readonly state: TensorMap } | null;
}

export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Steps taken since training began. */
  readonly step: number;
  /** `loss`, the metrics, and the same of the validation rows with `val_` before. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Mean over the epoch's steps of the gradients' L2 norm. */
  readonly gradientNorm: number;
  /**
   * By name, where norms of layers are recorded: the mean over the epoch's steps of a layer's gradients' norm, and the norm
   * of its weights after the last of them.
   */
  readonly layerNorms: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Part of `seconds` that was not spent inside the engine, 0 to 1. */
  readonly overhead: number;
  /** Whether it is the best epoch so far. */
  readonly best: boolean;
  /** Whether no epoch follows: it is the last one planned, or patience has run out. */
  readonly final: boolean;
  /** What a resume after this epoch goes on with. */
  readonly memory: LoopMemory;
}

export interface Divergence {
  /** From 1. */
  readonly epoch: number;
  /** Batch of that epoch whose loss was beyond recovery, from 1; null when it was seen in validation alone. */
  readonly step: number | null;
  /** That loss: not finite, or finite and absurd (`explosion.ts`). */
  readonly loss: number;
  /** Where the first value that is not finite arose, if the step could be traced. */
  readonly cause: { readonly op: string; readonly scope: string } | null;
}

/** A training step to be computed again in the open: state and feeds of one step, without leading dimension. */
export interface StepReplay {
  readonly program: Program;
  readonly state: TensorMap;
  readonly feeds: TensorMap;
}

export interface TrainOptions {
  /** Open, its state written, its data resident. */
  readonly session: EngineSession;
  readonly program: TrainingProgram;
  readonly rows: {
    readonly train: Int32Array;
    readonly validation: Int32Array;
    /** The training rows in the order of an epoch, from 0; left out: shuffled, each order equally likely. */
    readonly order?: (epoch: number) => Int32Array;
  };
  readonly settings: TrainingSettings;
  readonly schedule: RateSchedule;
  /** Null: the weights are not averaged. */
  readonly averaging: Averaging | null;
  readonly start: TrainingStart;
  readonly control: TrainingControl;
  /** Milliseconds of any monotonic clock. */
  readonly clock: () => number;
  /** Awaited: the loop goes on when what it does (a checkpoint) is done. The session is idle meanwhile. */
  readonly onEpoch: (report: EpochReport) => Promise<void> | void;
  /** Inside an epoch, after each chunk; `fraction` of its steps, 0 to 1. */
  readonly onProgress: (epoch: number, fraction: number) => void;
  /** Another learning rate came into force before this batch of that epoch, both from 1; null: the schedule's again. */
  readonly onLearningRate: (change: {
    readonly epoch: number;
    readonly step: number;
    readonly rate: number | null;
  }) => void;
  /** Finds where the first value that is not finite arises; given by whoever has an engine that can tell. */
  readonly diagnose: ((replay: StepReplay) => Divergence['cause'] | Promise<Divergence['cause']>) | null;
}

export interface TrainOutcome {
  readonly status: 'completed' | 'stopped' | 'diverged';
  /** Epochs finished. */
  readonly epoch: number;
  readonly step: number;
  readonly bestEpoch: number | null;
  /** Why it ended before its last epoch. */
  readonly stoppedEarly: boolean;
  /** Whether the session now holds the best epoch's state. */
  readonly restored: boolean;
  readonly divergence: Divergence | null;
}

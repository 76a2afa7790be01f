/** What a person waits for before anything is learnt: the way to the first epoch, and the compilation of a large network. */
import type { BenchCase, NetworkWork } from '../case.ts';
import { residualModel } from '../residual-model.ts';

/** What the window does before Train is pressed. */
export interface StartWork {
  /** Null: nothing, as `athanor train` does. */
  readonly builderSeconds: number | null;
}

const start = {
  threads: [1],
  ours: 'ours/first-epoch.ts',
  peers: [],
} as const;

export const firstEpoch: BenchCase = {
  ...start,
  name: 'first-epoch',
  title: 'From Train, pressed five seconds after the builder was opened, to the result of the first epoch on iris',
  work: { builderSeconds: 5 } satisfies StartWork,
  goals: [{ quantity: 'time', unit: 's', atMost: 1, peer: null }],
};

/** The window's way is the goal; this is what a script waits for, with both child processes still to be started. */
export const firstEpochCold: BenchCase = {
  ...start,
  name: 'first-epoch-cold',
  title: 'From submitting iris to an app just opened to the result of the first epoch',
  work: { builderSeconds: null } satisfies StartWork,
  goals: [{ quantity: 'time', unit: 's', atMost: null, peer: null }],
};

export const compileResidual: BenchCase = {
  name: 'compile-resnet18',
  title: 'ResNet-18 on 224×224×3 with its training step: from its description to a session that can run',
  threads: [2],
  work: {
    model: residualModel({
      stem: { filters: 64, kernelSize: 7, strides: 2, pool: true },
      stages: [64, 128, 256, 512],
      blocks: 2,
    }),
    shape: [224, 224, 3],
    classes: 1000,
    rows: 1,
    batch: 1,
    optimizer: { type: 'sgd', learningRate: 0.01 },
    warmup: 0,
    epochs: 1,
  } satisfies NetworkWork,
  ours: 'ours/compile.ts',
  peers: [],
  goals: [{ quantity: 'time', unit: 's', atMost: 2, peer: null }],
};

/** What a person waits for before anything is learnt: the way to the first epoch, and the compilation of a large network. */
import type { BenchCase, NetworkWork } from '../case.ts';
import { residualModel } from '../residual-model.ts';

export const firstEpoch: BenchCase = {
  name: 'first-epoch',
  title: 'From Train to the result of the first epoch on iris, with the start of the training process',
  threads: [1],
  work: {},
  ours: 'ours/first-epoch.ts',
  peers: [],
  goals: [{ quantity: 'time', unit: 's', atMost: 1, peer: null }],
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

/** Convolutional networks: the usual small one on grey images, and a residual one on colour images. */
import { trainingNodeArguments } from '../../../main/runner/training-processes.ts';
import { pyTorch, type BenchCase, type NetworkWork } from '../case.ts';
import { residualModel } from '../residual-model.ts';

const adam = { type: 'adam', learningRate: 0.001 };
const relu = { activation: 'relu' };

export const smallConvolutional: BenchCase = {
  name: 'cnn-28',
  title: '28×28: conv 32, pool, conv 64, pool, dense 128, 10; 1,280 rows, batch 128, Adam: one epoch of 10 steps',
  threads: [1, 2],
  work: {
    model: {
      layers: [
        { type: 'conv2d', filters: 32, kernelSize: 3, ...relu },
        { type: 'maxPooling2d', poolSize: 2 },
        { type: 'conv2d', filters: 64, kernelSize: 3, ...relu },
        { type: 'maxPooling2d', poolSize: 2 },
        { type: 'flatten' },
        { type: 'dense', units: 128, ...relu },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    shape: [28, 28, 1],
    classes: 10,
    rows: 1280,
    batch: 128,
    optimizer: adam,
    warmup: 1,
    epochs: 4,
  } satisfies NetworkWork,
  ours: 'ours/network.ts',
  nodeArguments: trainingNodeArguments,
  peers: [pyTorch],
  goals: [
    { quantity: 'time', unit: 'ms', atMost: 1, peer: 'PyTorch' },
    { quantity: 'memory', unit: 'MiB', atMost: 1.5, peer: 'PyTorch' },
    { quantity: 'outside', unit: '% of the time outside the engine', atMost: 10, peer: null },
  ],
};

export const residualConvolutional: BenchCase = {
  name: 'residual-cnn',
  title:
    '32×32×3: residual, 16-32-64 channels, 9 batch normalizations; 640 rows, batch 64, Adam: one epoch of 10 steps',
  threads: [1, 2],
  work: {
    model: residualModel({
      stem: { filters: 16, kernelSize: 3, strides: 1, pool: false },
      stages: [16, 32, 64],
      blocks: 1,
    }),
    shape: [32, 32, 3],
    classes: 10,
    rows: 640,
    batch: 64,
    optimizer: adam,
    warmup: 1,
    epochs: 4,
  } satisfies NetworkWork,
  ours: 'ours/network.ts',
  nodeArguments: trainingNodeArguments,
  peers: [pyTorch],
  goals: [
    { quantity: 'time', unit: 'ms', atMost: 1.5, peer: 'PyTorch' },
    { quantity: 'memory', unit: 'MiB', atMost: null, peer: 'PyTorch' },
  ],
};

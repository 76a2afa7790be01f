/** Dense networks: iris, where what each call costs outweighs the arithmetic, and one as large as a digit's image asks. */
import { trainingNodeArguments } from '../../../main/runner/training-processes.ts';
import { pyTorch, scikitLearn, type BenchCase, type NetworkWork } from '../case.ts';

function denseModel(hidden: readonly number[]): object {
  return {
    layers: [
      ...hidden.map((units) => ({ type: 'dense', units, activation: 'relu' })),
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
  };
}

const adam = { type: 'adam', learningRate: 0.001 };

export const irisEpoch: BenchCase = {
  name: 'iris-epoch',
  title: '4-64-64-3, 96 rows, batch 32, Adam: one epoch',
  threads: [1, 2],
  work: {
    model: denseModel([64, 64]),
    shape: [4],
    classes: 3,
    rows: 96,
    batch: 32,
    optimizer: adam,
    warmup: 1000,
    epochs: 1000,
  } satisfies NetworkWork,
  ours: 'ours/network.ts',
  nodeArguments: trainingNodeArguments,
  peers: [pyTorch, scikitLearn],
  goals: [
    { quantity: 'time', unit: 'ms', atMost: 0.25, peer: 'PyTorch' },
    { quantity: 'time', unit: 'ms', atMost: null, peer: 'scikit-learn' },
    { quantity: 'growth', unit: 'MiB', atMost: 8, peer: null },
  ],
};

export const denseDigits: BenchCase = {
  name: 'dense-784',
  title: '784-512-512-10, 2,560 rows, batch 128, Adam: one epoch of 20 steps',
  threads: [1, 2],
  work: {
    model: denseModel([512, 512]),
    shape: [784],
    classes: 10,
    rows: 2560,
    batch: 128,
    optimizer: adam,
    warmup: 2,
    epochs: 5,
  } satisfies NetworkWork,
  ours: 'ours/network.ts',
  nodeArguments: trainingNodeArguments,
  peers: [pyTorch, scikitLearn],
  goals: [
    { quantity: 'time', unit: 'ms', atMost: 0.7, peer: 'PyTorch' },
    { quantity: 'time', unit: 'ms', atMost: null, peer: 'scikit-learn' },
  ],
};

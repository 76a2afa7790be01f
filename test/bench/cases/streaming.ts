/** Rows from disk: whether they are there when the engine wants them. */
import { trainingNodeArguments } from '../../../main/runner/training-processes.ts';
import type { StreamShape } from '../../../main/training/loop/stream-order.ts';
import type { BenchCase, NetworkWork } from '../case.ts';

interface StreamCase {
  readonly name: string;
  readonly title: string;
  readonly hidden: readonly number[];
  readonly width: number;
  readonly rows: number;
  readonly batch: number;
  readonly stream: StreamShape;
}

function streaming({ name, title, hidden, width, rows, batch, stream }: StreamCase): BenchCase {
  const work: NetworkWork & { readonly stream: StreamShape } = {
    model: {
      layers: [
        ...hidden.map((units) => ({ type: 'dense', units, activation: 'relu' })),
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    shape: [width],
    classes: 10,
    rows,
    batch,
    optimizer: { type: 'adam', learningRate: 0.001 },
    warmup: 1,
    epochs: 3,
    stream,
  };
  return {
    name,
    title,
    threads: [1, 2],
    work,
    ours: 'ours/stream.ts',
    nodeArguments: trainingNodeArguments,
    peers: [],
    goals: [
      { quantity: 'feeding', unit: '% of the engine’s time for the same rows', atMost: 100, peer: null },
      { quantity: 'time', unit: 'ms', atMost: null, peer: null },
    ],
  };
}

/** A small network on few columns: the engine is at its fastest. */
export const streamTable = streaming({
  name: 'stream-table',
  title: 'Streamed: 400,000 rows of 20 columns, 20-64-64-10, batch 512: one epoch',
  hidden: [64, 64],
  width: 20,
  rows: 400_000,
  batch: 512,
  stream: { blockRows: 2048, windowBlocks: 64 },
});

export const streamDigits = streaming({
  name: 'stream-digits',
  title: 'Streamed: 20,000 rows of 784 columns, 784-512-512-10, batch 128: one epoch',
  hidden: [512, 512],
  width: 784,
  rows: 20_000,
  batch: 128,
  stream: { blockRows: 64, windowBlocks: 64 },
});

/** One epoch of a small network on a small table: what each call costs outweighs the arithmetic. */
import type { BenchCase } from '../case.ts';

export const irisEpoch: BenchCase = {
  name: 'iris-epoch',
  title: '4-64-64-3, 96 rows, batch 32, Adam: one epoch',
  unit: 'ms',
  goal: 0.5,
  threads: [1, 2],
  work: { inputs: 4, hidden: [64, 64], classes: 3, rows: 96, batch: 32, warmup: 100, epochs: 1000 },
  ours: 'ours/table-epoch.ts',
  peer: { name: 'PyTorch', script: 'peers/torch_table_epoch.py', modules: ['torch'] },
};

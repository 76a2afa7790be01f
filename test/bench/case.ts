/** What a benchmark is: work done by us, and where there are peers the same work done by them, each in its own processes. */

/** What can be measured of one process: `time` of the work, `memory` at its peak, and what a case adds of its own. */
export type Quantity = 'time' | 'memory' | 'growth' | 'outside' | 'stall' | 'feeding';

export interface Goal {
  readonly quantity: Quantity;
  readonly unit: string;
  /** Ours may be at most this part of the peer's, or without a peer at most this. Null: shown, not judged. */
  readonly atMost: number | null;
  /** Name of a peer; null: the value itself is judged. */
  readonly peer: string | null;
}

export interface BenchCase {
  /** File-like name, e.g. `iris-epoch`. */
  readonly name: string;
  /** One line for the table: what is done. */
  readonly title: string;
  /** Each side is tried with each of these, and its best counts. */
  readonly threads: readonly number[];
  /** Given to all programs as one JSON argument, with `threads`. */
  readonly work: object;
  /** A file that all sides read: made once, named to them as `file`, deleted at the end. */
  readonly file?: BenchFile;
  /** Our program, relative to test/bench. */
  readonly ours: string;
  /** Of the Node that it runs in. Default: none. */
  readonly nodeArguments?: readonly string[];
  readonly peers: readonly Peer[];
  readonly goals: readonly Goal[];
}

export interface BenchFile {
  /** Our program that writes it, relative to test/bench: given its path, then these. */
  readonly script: string;
  readonly name: string;
  readonly arguments: readonly string[];
}

export interface Peer {
  readonly name: string;
  /** A Python program, relative to test/bench. */
  readonly script: string;
  /** Modules that it imports. */
  readonly modules: readonly string[];
}

/** What each program prints, as its last line, in JSON. */
export interface Measurement {
  /** In the units of the case's goals. */
  readonly values: Readonly<Partial<Record<Quantity, number>>>;
  /** What was measured: library to version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Proof that the work was done: the loss at the end; 0 where nothing was trained. */
  readonly loss: number;
}

/** What a program prints instead where this machine lacks what it needs. */
export interface Skipped {
  readonly skipped: string;
}

/** One training problem that both sides build from the same description. */
export interface NetworkWork {
  /** The `model` section of an experiment file. */
  readonly model: object;
  /** Shape of one row, channels last. */
  readonly shape: readonly number[];
  readonly classes: number;
  readonly rows: number;
  readonly batch: number;
  readonly optimizer: { readonly type: string; readonly learningRate: number };
  /** Epochs before the clock starts, and those that are timed. */
  readonly warmup: number;
  readonly epochs: number;
  /** `gpu`: ours on `webgpu`, PyTorch on CUDA, skipped where there is no such device. Left out: `cpu`. */
  readonly device?: 'cpu' | 'gpu';
}

export const pyTorch: Peer = { name: 'PyTorch', script: 'peers/torch_network.py', modules: ['torch'] };
export const scikitLearn: Peer = { name: 'scikit-learn', script: 'peers/sklearn_mlp.py', modules: ['sklearn'] };
export const pandas: Peer = { name: 'pandas', script: 'peers/pandas_csv.py', modules: ['pandas'] };

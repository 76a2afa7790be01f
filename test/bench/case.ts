/** What a benchmark is: the same work done by us and by a peer, each in processes of their own. */

export interface BenchCase {
  /** File-like name, e.g. `iris-epoch`. */
  readonly name: string;
  /** One line for the table: what is done. */
  readonly title: string;
  readonly unit: string;
  /** Ours may take at most this part of the peer's time. */
  readonly goal: number;
  /** Each side is tried with each of these, and its best counts. */
  readonly threads: readonly number[];
  /** Given to both programs as one JSON argument, with `threads`. */
  readonly work: Readonly<Record<string, number | readonly number[]>>;
  /** Our program, relative to test/bench. */
  readonly ours: string;
  readonly peer: Peer;
}

export interface Peer {
  readonly name: string;
  /** A Python program, relative to test/bench. */
  readonly script: string;
  /** Modules that it imports. */
  readonly modules: readonly string[];
}

/** What each program prints, as one line of JSON. */
export interface Measurement {
  /** In the case's unit. */
  readonly value: number;
  /** What was measured: library to version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Proof that the work was done: the loss at the end. */
  readonly loss: number;
}

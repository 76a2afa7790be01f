/**
 * The order of training rows that do not fit in memory: a windowed shuffle. Rows lie in blocks of rows that follow each
 * other on disk, which are read whole. In each epoch the blocks are put in a random order; so many of them are a window,
 * and the rows of a window are put in a random order among themselves. A row's neighbours in a batch are thus drawn from
 * the blocks of its window, which are drawn from all of the data; every row comes once in an epoch.
 */
import { permutation, RandomStream } from '../../models/random/stream.ts';

export interface StreamShape {
  /** Rows that are read at once, by their numbers: 0 to `blockRows` - 1 are the first block. */
  readonly blockRows: number;
  /** Blocks in memory whose rows are mixed. */
  readonly windowBlocks: number;
}

export interface StreamOrder {
  /** Row numbers. */
  readonly order: Int32Array;
  /** The blocks of each window, in the order in which the windows come. */
  readonly windows: readonly Int32Array[];
}

/** Orders of the same rows, epoch after epoch. */
export class StreamOrders {
  /** Ascending. */
  readonly #rows: Int32Array;
  readonly #shape: StreamShape;
  readonly #seed: number;
  /** Blocks that have rows, and where the rows of each begin; one more at the end. */
  readonly #blocks: Int32Array;
  readonly #starts: Int32Array;

  constructor(rows: Int32Array, shape: StreamShape, seed: number) {
    this.#rows = rows.toSorted();
    this.#shape = shape;
    this.#seed = seed;
    const blocks: number[] = [];
    const starts: number[] = [];
    this.#rows.forEach((row, place) => {
      const block = Math.floor(row / shape.blockRows);
      if (block === blocks.at(-1)) return;
      blocks.push(block);
      starts.push(place);
    });
    this.#blocks = Int32Array.from(blocks);
    this.#starts = Int32Array.from([...starts, rows.length]);
  }

  /** A function of rows, shape, seed and epoch (from 0) alone. */
  of(epoch: number): StreamOrder {
    const { windowBlocks } = this.#shape;
    const drawn = permutation(this.#blocks.length, this.#seed, 'shuffle blocks', epoch);
    const stream = new RandomStream(this.#seed, 'shuffle', epoch);
    const order = new Int32Array(this.#rows.length);
    const windows: Int32Array[] = [];
    let start = 0;
    for (let first = 0; first < drawn.length; first += windowBlocks) {
      const places = drawn.subarray(first, first + windowBlocks);
      let end = start;
      for (const place of places) {
        const rows = this.#rows.subarray(this.#starts[place], this.#starts[place + 1]);
        order.set(rows, end);
        end += rows.length;
      }
      shuffle(order.subarray(start, end), stream);
      windows.push(places.map((place) => this.#blocks[place] ?? 0));
      start = end;
    }
    return { order, windows };
  }
}

/** In place: Fisher and Yates. */
function shuffle(rows: Int32Array, stream: RandomStream): void {
  for (let last = rows.length - 1; last > 0; last -= 1) {
    const chosen = stream.below(last + 1);
    const moved = rows[last] ?? 0;
    rows[last] = rows[chosen] ?? 0;
    rows[chosen] = moved;
  }
}

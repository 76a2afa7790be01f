/** Remembers how to get back to a step whose loss was not finite, and computes it again in the open. */
import type { EngineSession } from '../../graph/engine.ts';
import type { ProgramName } from '../../graph/plan.ts';
import type { Tensor, TensorMap } from '../../graph/tensor.ts';
import type { Divergence, TrainOptions } from './train-types.ts';

interface FedChunk {
  readonly program: ProgramName;
  readonly steps: number;
  readonly feeds: TensorMap;
}

/** A snapshot is taken when training since the last one took this many times longer than taking it, */
const patience = 200;
/** and at least so long, in milliseconds: nobody minds to wait for so little to be done again. */
const shortest = 50;
/** It is taken sooner where what was fed since takes more bytes than this. */
const mostBytes = 64 * 2 ** 20;

/** A recent state, and what was fed since: together they lead to any later step again, bit by bit. */
export class ReplayLog {
  readonly #session: EngineSession;
  readonly #clock: () => number;
  readonly #isCheap: () => boolean;
  #state: TensorMap | null = null;
  #chunks: FedChunk[] = [];
  /** Of the feeds of `#chunks`. */
  #bytes = 0;
  #takenAt = 0;
  #cost = 0;

  /** @param isCheap whether reading the state now costs no more than a copy; another time will come */
  constructor(session: EngineSession, clock: () => number, isCheap: () => boolean) {
    this.#session = session;
    this.#clock = clock;
    this.#isCheap = isCheap;
  }

  /** Call before each chunk. */
  async remember(chunk: FedChunk): Promise<void> {
    const now = this.#clock();
    const due = this.#bytes > mostBytes || now - this.#takenAt > Math.max(shortest, patience * this.#cost);
    if (this.#state === null || (due && this.#isCheap())) {
      this.#state = await this.#session.readState();
      this.#chunks = [];
      this.#bytes = 0;
      this.#takenAt = this.#clock();
      this.#cost = this.#takenAt - now;
    }
    this.#chunks.push(chunk);
    this.#bytes += Object.values(chunk.feeds).reduce((sum, { data }) => sum + data.byteLength, 0);
  }

  /** Asks what went wrong in step `index` (from 0) of the last chunk. The session's state is lost. */
  async diagnose(index: number, { program, diagnose }: TrainOptions): Promise<Divergence['cause']> {
    const last = this.#chunks.at(-1);
    const failed = last && program.plan.programs[last.program];
    if (diagnose === null || this.#state === null || last === undefined || failed === undefined) return null;
    await this.#session.writeState(this.#state);
    for (const chunk of this.#chunks.slice(0, -1)) await this.#session.run(chunk.program, chunk.steps, chunk.feeds);
    if (index > 0)
      await this.#session.run(
        last.program,
        index,
        mapTensors(last.feeds, (tensor) => slice(tensor, 0, index)),
      );
    const state = await this.#session.readState();
    return diagnose({ program: failed, state, feeds: mapTensors(last.feeds, (tensor) => only(tensor, index)) });
  }
}

/** Steps `from` to `to` of a tensor whose leading dimension is steps. */
function slice({ dtype, shape, data }: Tensor, from: number, to: number): Tensor {
  const [steps = 1, ...rest] = shape;
  const length = data.length / steps;
  return { dtype, shape: [to - from, ...rest], data: data.subarray(from * length, to * length) };
}

function only(tensor: Tensor, index: number): Tensor {
  const step = slice(tensor, index, index + 1);
  return { ...step, shape: step.shape.slice(1) };
}

function mapTensors(tensors: TensorMap, change: (tensor: Tensor) => Tensor): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}

/**
 * A session that may have run further than it has been asked: on data so small that an epoch takes less than its calls
 * do, the loop tells what it will ask for, all of it runs in one call, and is then served piece by piece. Asked for
 * anything else, the session goes back to the state that its caller has seen, so that nobody can tell the difference.
 */
import { BugError } from '../../base/errors.ts';
import type { EngineSession, EpochChunk, EpochsOptions, EpochsResult, Placement } from '../../graph/engine.ts';
import type { ProgramName } from '../../graph/plan.ts';
import { allocate, type Tensor, type TensorMap } from '../../graph/tensor.ts';

/** What has been run ahead, and how much of it has been asked for. */
interface Ahead {
  /** By epoch, as they will be asked for. */
  readonly epochs: readonly (readonly EpochChunk[])[];
  readonly result: EpochsResult;
  /** All state before the first epoch. */
  readonly before: TensorMap;
  /** Whether somebody has read the state between two epochs of it. */
  wasRead: boolean;
  /** Epochs asked for in full, and chunks of the one that follows. */
  epoch: number;
  chunk: number;
}

export class LookAheadSession implements EngineSession {
  readonly runEpochs = null;
  readonly #session: EngineSession;
  #ahead: Ahead | null = null;
  /** Whether the last look ahead was asked for the state between two of its epochs. */
  #wasRead = false;

  constructor(session: EngineSession) {
    this.#session = session;
  }

  get lowering(): string {
    return this.#session.lowering;
  }

  /** Whether looking ahead gains anything on this engine. */
  get canLookAhead(): boolean {
    return this.#session.runEpochs !== null;
  }

  /** Whether the next run may be served from what has run already. */
  get isAhead(): boolean {
    return this.#ahead !== null;
  }

  /** Whether the state was read between two epochs of the last look ahead: then it may be worth keeping in the next. */
  get wasRead(): boolean {
    return this.#wasRead;
  }

  /** Whether reading the state is nothing but a copy. Else what has been asked for is run again. */
  get hasState(): boolean {
    return this.#ahead === null || stateAfter(this.#ahead) !== null;
  }

  /**
   * Runs epochs of equal programs and steps, which will be asked for chunk by chunk. Without their `states` it is lighter,
   * but whoever reads the state between two of them has all that was seen run again.
   */
  async expect(epochs: readonly (readonly EpochChunk[])[], options: EpochsOptions): Promise<void> {
    await this.#settle();
    const { runEpochs } = this.#session;
    if (runEpochs === null) throw new BugError('this session cannot look ahead');
    const before = await this.#session.readState();
    const [first = []] = epochs;
    const chunks = first.map(({ program, steps }, index) => ({
      program,
      steps,
      feeds: joined(epochs.map((epoch) => epoch[index]?.feeds ?? {})),
    }));
    const result = await runEpochs(epochs.length, chunks, options);
    this.#ahead = { epochs, result, before, wasRead: false, epoch: 0, chunk: 0 };
  }

  async run(program: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap> {
    const ahead = this.#ahead;
    const expected = ahead?.epochs[ahead.epoch]?.[ahead.chunk];
    if (ahead === null || expected === undefined || !isSame(expected, { program, steps, feeds })) {
      await this.#settle();
      return this.#session.run(program, steps, feeds);
    }
    const results = ahead.result.results[ahead.chunk] ?? {};
    const served = mapTensors(results, (tensor) => slice(tensor, ahead.epoch * steps, (ahead.epoch + 1) * steps));
    ahead.chunk += 1;
    if (ahead.chunk === ahead.epochs[ahead.epoch]?.length) {
      ahead.epoch += 1;
      ahead.chunk = 0;
    }
    if (ahead.epoch === ahead.epochs.length) {
      this.#ahead = null;
      this.#wasRead = ahead.wasRead;
    }
    return served;
  }

  async readState(names?: readonly string[]): Promise<TensorMap> {
    const ahead = this.#ahead;
    const state = ahead === null ? null : stateAfter(ahead);
    if (ahead !== null && ahead.epoch > 0) ahead.wasRead = true;
    if (state === null) {
      await this.#settle();
      return this.#session.readState(names);
    }
    return Object.fromEntries(
      (names ?? Object.keys(state)).map((name) => {
        const tensor = state[name];
        if (tensor === undefined) throw new BugError(`there is no state ${name}`);
        return [name, { ...tensor, data: tensor.data.slice() }];
      }),
    );
  }

  async writeState(state: TensorMap): Promise<void> {
    await this.#settle();
    await this.#session.writeState(state);
  }

  async loadResident(name: string, tensor: Tensor): Promise<void> {
    await this.#settle();
    await this.#session.loadResident(name, tensor);
  }

  async place(program: ProgramName, feeds: TensorMap): Promise<Placement | null> {
    await this.#settle();
    return this.#session.place(program, feeds);
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** Brings the session to what has been seen of it: to the last state that is known, and what was asked since. */
  async #settle(): Promise<void> {
    const ahead = this.#ahead;
    if (ahead === null) return;
    this.#ahead = null;
    this.#wasRead = ahead.wasRead;
    const { epochs, epoch, chunk, before, result } = ahead;
    const known = result.states === null ? 0 : epoch;
    await this.#session.writeState(stateAt(ahead, known) ?? before);
    const seen = [...epochs.slice(known, epoch).flat(), ...(epochs[epoch]?.slice(0, chunk) ?? [])];
    for (const { program, steps, feeds } of seen) await this.#session.run(program, steps, feeds);
  }
}

/** All state after what has been asked for; null where it is not at hand. */
function stateAfter(ahead: Ahead): TensorMap | null {
  return ahead.chunk > 0 ? null : stateAt(ahead, ahead.epoch);
}

/** All state after `epoch` epochs; null where it was not kept. */
function stateAt({ before, result: { states } }: Ahead, epoch: number): TensorMap | null {
  if (epoch === 0) return before;
  if (states === null) return null;
  const written = mapTensors(states, (tensor) => {
    const { dtype, shape, data } = slice(tensor, epoch - 1, epoch);
    return { dtype, shape: shape.slice(1), data };
  });
  return { ...before, ...written };
}

function isSame(expected: EpochChunk, asked: EpochChunk): boolean {
  const { feeds } = expected;
  if (expected.program !== asked.program || expected.steps !== asked.steps) return false;
  if (feeds === asked.feeds) return true;
  const names = Object.keys(feeds);
  return (
    names.length === Object.keys(asked.feeds).length && names.every((name) => isEqual(feeds[name], asked.feeds[name]))
  );
}

/** To the bit, but that a NaN is equal to nothing: then the work is done again. */
function isEqual(left: Tensor | undefined, right: Tensor | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined || left.data.length !== right.data.length) return false;
  return left.shape.join() === right.shape.join() && left.data.every((value, index) => value === right.data[index]);
}

/** Slices along the leading dimension, over the same memory. */
function slice({ dtype, shape, data }: Tensor, from: number, to: number): Tensor {
  const [leading = 1, ...rest] = shape;
  const length = data.length / leading;
  return { dtype, shape: [to - from, ...rest], data: data.subarray(from * length, to * length) };
}

/** Tensors of equal names one after the other along their leading dimension. */
function joined(maps: readonly TensorMap[]): TensorMap {
  const [first = {}] = maps;
  return mapTensors(first, ({ dtype, shape, data: { length } }, name) => {
    const [leading = 1, ...rest] = shape;
    const data = allocate(dtype, length * maps.length);
    maps.forEach((map, index) => {
      data.set(map[name]?.data ?? [], index * length);
    });
    return { dtype, shape: [leading * maps.length, ...rest], data };
  });
}

function mapTensors(tensors: TensorMap, change: (tensor: Tensor, name: string) => Tensor): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor, name)]));
}

/** A session whose inputs are not resident: asked to run on rows, it is fed what these rows have, read as it is needed. */
import type { EngineSession, Placement } from '../../graph/engine.ts';
import type { Plan, ProgramName } from '../../graph/plan.ts';
import { allocate, type Tensor, type TensorMap } from '../../graph/tensor.ts';
import { feedNames } from './training-program.ts';

/** Where the inputs of rows come from. */
export interface RowSource {
  /** Bytes of one row of all inputs. */
  readonly rowBytes: number;
  /** The inputs of these rows by the names that programs know them by, each [rows, …]. The next call may overwrite them. */
  read(rows: Int32Array): Promise<TensorMap>;
}

/** What is fed at once, in bytes. */
const mostFed = 32 * 2 ** 20;

export class StreamingSession implements EngineSession {
  /** What an epoch is fed does not fit in memory. */
  readonly runEpochs = null;
  readonly #session: EngineSession;
  readonly #plan: Plan;
  readonly #source: RowSource;

  constructor(session: EngineSession, plan: Plan, source: RowSource) {
    this.#session = session;
    this.#plan = plan;
    this.#source = source;
  }

  get lowering(): string {
    return this.#session.lowering;
  }

  async run(program: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap> {
    const batch = feeds[feedNames.rows]?.shape[1];
    if (batch === undefined) return this.#session.run(program, steps, feeds);
    const most = Math.max(1, Math.floor(mostFed / (batch * this.#source.rowBytes)));
    if (steps <= most) return this.#session.run(program, steps, await this.#fed(program, feeds));
    const parts: TensorMap[] = [];
    for (let step = 0; step < steps; step += most) {
      const end = Math.min(steps, step + most);
      const part = mapTensors(feeds, (tensor) => slice(tensor, step, end));
      parts.push(await this.#session.run(program, end - step, await this.#fed(program, part)));
    }
    return joined(parts);
  }

  async place(program: ProgramName, feeds: TensorMap): Promise<Placement | null> {
    return this.#session.place(program, await this.#fed(program, feeds));
  }

  writeState(state: TensorMap): Promise<void> {
    return this.#session.writeState(state);
  }

  readState(names?: readonly string[]): Promise<TensorMap> {
    return this.#session.readState(names);
  }

  loadResident(name: string, tensor: Tensor): Promise<void> {
    return this.#session.loadResident(name, tensor);
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** With the inputs of its rows, as far as the program takes them. */
  async #fed(program: ProgramName, feeds: TensorMap): Promise<TensorMap> {
    const rows = feeds[feedNames.rows];
    const taken = new Set(this.#plan.programs[program]?.graph.inputs.map(({ name }) => name));
    if (!(rows?.data instanceof Int32Array)) return feeds;
    const inputs = await this.#source.read(rows.data);
    const fed = Object.entries(inputs)
      .filter(([name]) => taken.has(name))
      .map(([name, { dtype, shape, data }]): [string, Tensor] => [
        name,
        { dtype, shape: [...rows.shape, ...shape.slice(1)], data },
      ]);
    return { ...feeds, ...Object.fromEntries(fed) };
  }
}

function mapTensors(tensors: TensorMap, change: (tensor: Tensor) => Tensor): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}

/** Steps `from` to `to`, over the same memory. */
function slice({ dtype, shape, data }: Tensor, from: number, to: number): Tensor {
  const [steps = 1, ...rest] = shape;
  const length = data.length / steps;
  return { dtype, shape: [to - from, ...rest], data: data.subarray(from * length, to * length) };
}

/** Results of calls one after the other, along their leading dimension of steps. */
function joined(parts: readonly TensorMap[]): TensorMap {
  const [first = {}] = parts;
  return Object.fromEntries(
    Object.entries(first).map(([name, { dtype, shape }]): [string, Tensor] => {
      const tensors = parts.flatMap((part) => part[name] ?? []);
      const data = allocate(
        dtype,
        tensors.reduce((sum, tensor) => sum + tensor.data.length, 0),
      );
      let at = 0;
      for (const tensor of tensors) {
        data.set(tensor.data, at);
        at += tensor.data.length;
      }
      const steps = tensors.reduce((sum, tensor) => sum + (tensor.shape[0] ?? 0), 0);
      return [name, { dtype, shape: [steps, ...shape.slice(1)], data }];
    }),
  );
}

/** Runs whole epochs in one call, on the CPU: a session of the runtime for each sequence of programs. */
import { bindFeeds, expectPresent, type BoundProgram } from '../binding.ts';
import { GraphEmitter } from './emitter.ts';
import { emitEpochs, type EpochsModel } from './epochs-model.ts';
import { unwrap, wrap } from './memory.ts';
import { runtimeOptions, type Runtime, type RuntimeSession, type RuntimeTensor } from './runtime.ts';
import type { EpochChunk, EpochsOptions, EpochsResult, SessionOptions } from '../../graph/engine.ts';
import type { ProgramName } from '../../graph/plan.ts';
import type { Tensor } from '../../graph/tensor.ts';

interface CompiledEpochs {
  readonly bound: readonly BoundProgram[];
  readonly model: EpochsModel;
  readonly session: Promise<RuntimeSession>;
}

export interface EpochSessionsOptions {
  readonly runtime: Runtime;
  readonly options: SessionOptions;
  /** Channels in a block, where there is computing in blocks. */
  readonly block: number | null;
  readonly bound: (program: ProgramName) => BoundProgram;
  /** State and resident tensors, by name. */
  readonly tensor: (name: string) => RuntimeTensor;
}

export interface RunEpochs extends EpochsResult {
  readonly last: ReadonlyMap<string, RuntimeTensor>;
}

export class EpochSessions {
  readonly #options: EpochSessionsOptions;
  /** By the names of their programs, and whether they give all states. */
  readonly #compiled = new Map<string, CompiledEpochs>();

  constructor(options: EpochSessionsOptions) {
    this.#options = options;
  }

  /** Also gives the state after the last epoch, as the runtime has it. */
  async run(epochs: number, chunks: readonly EpochChunk[], wanted: EpochsOptions): Promise<RunEpochs> {
    const { runtime, tensor } = this.#options;
    const programs = chunks.map(({ program }) => program);
    const { bound, model, session } = this.#compile(programs, wanted);
    const inputs: Record<string, RuntimeTensor> = {};
    chunks.forEach(({ steps, feeds }, index) => {
      bindFeeds(expectPresent(bound[index], `chunk ${index}`), epochs * steps, feeds);
      for (const [name, { dtype, shape, data }] of Object.entries(feeds)) {
        const input = expectPresent(model.chunks[index]?.feeds[name], `feed ${name}`);
        inputs[input] = wrap(runtime, { dtype, shape: [epochs, steps, ...shape.slice(1)], data });
      }
    });
    for (const name of [...model.state.map((state) => state.name), ...model.captured]) inputs[name] = tensor(name);
    const outputs = await (await session).run(inputs);
    const raw = (name: string): RuntimeTensor => expectPresent(outputs[name], `output ${name}`);
    const output = (name: string): Tensor => unwrap(raw(name));
    const states = model.state.flatMap(({ name, after }) => (after === null ? [] : [[name, output(after)] as const]));
    return {
      last: new Map(model.state.map(({ name, last }) => [name, raw(last)])),
      states: wanted.states ? Object.fromEntries(states) : null,
      results: model.chunks.map(({ results }) =>
        Object.fromEntries(
          Object.entries(results).map(([name, stacked]) => {
            const { dtype, shape, data } = output(stacked);
            const [, steps = 0, ...rest] = shape;
            return [name, { dtype, shape: [epochs * steps, ...rest], data }];
          }),
        ),
      ),
    };
  }

  async close(): Promise<void> {
    for (const { session } of this.#compiled.values()) await (await session).release();
    this.#compiled.clear();
  }

  #compile(programs: readonly ProgramName[], wanted: EpochsOptions): CompiledEpochs {
    const { runtime, options, block, bound: boundOf } = this.#options;
    const key = [...programs, wanted.states].join();
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const bound = programs.map(boundOf);
    const model = emitEpochs(bound, wanted, () => new GraphEmitter('cpu', block));
    const session = runtime.InferenceSession.create(model.bytes, runtimeOptions(options));
    const compiled = { bound, model, session };
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

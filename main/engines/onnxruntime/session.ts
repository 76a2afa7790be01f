/** A plan compiled by onnxruntime, with its state. */
import { createHash } from 'node:crypto';
import {
  bindFeeds,
  bindProgram,
  copyTensor,
  expectPresent,
  findResident,
  matchTensor,
  sliceAt,
  type BoundProgram,
} from '../binding.ts';
import { stackSteps } from '../steps.ts';
import { unwrap, wrap, type DeviceMemory } from './memory.ts';
import { COUNTER, emitProgram, type ProgramModel, type Stepping } from './program-model.ts';
import { runtimeOptions, type Runtime, type RuntimeSession, type RuntimeTensor } from './runtime.ts';
import type { EngineSession, SessionOptions } from '../../graph/engine.ts';
import type { Plan, ProgramName } from '../../graph/plan.ts';
import type { Tensor, TensorMap } from '../../graph/tensor.ts';

interface CompiledProgram {
  readonly bound: BoundProgram;
  readonly model: ProgramModel;
  /** Created when the program is first run: a run that only trains need not wait for `predict`. */
  session: Promise<RuntimeSession> | null;
}

/** How programs are written as models. */
export interface Form {
  readonly stepping: Stepping;
  /** Channels in a block, where there is computing in blocks. */
  readonly block: number | null;
}

type Feeds = Record<string, RuntimeTensor>;

export class OnnxruntimeSession implements EngineSession {
  readonly lowering: string;
  readonly #runtime: Runtime;
  readonly #plan: Plan;
  readonly #options: SessionOptions;
  readonly #stepping: Stepping;
  readonly #memory: DeviceMemory;
  readonly #programs = new Map<ProgramName, CompiledProgram>();
  readonly #state = new Map<string, RuntimeTensor>();
  /** Resident tensors as they were given, for checks, and as they are fed. */
  readonly #resident = new Map<string, Tensor>();
  readonly #held = new Map<string, RuntimeTensor>();

  constructor(runtime: Runtime, plan: Plan, options: SessionOptions, { stepping, block }: Form, memory: DeviceMemory) {
    this.#runtime = runtime;
    this.#plan = plan;
    this.#options = options;
    this.#stepping = stepping;
    this.#memory = memory;
    const digest = createHash('sha256');
    const target = options.device === 'cpu' ? 'cpu' : 'gpu';
    for (const name of Object.keys(plan.programs) as ProgramName[]) {
      const bound = bindProgram(plan, name);
      const model = emitProgram(bound, stepping, target, block);
      digest.update(model.bytes);
      this.#programs.set(name, { bound, model, session: null });
    }
    const machine = `${process.platform}-${process.arch}`;
    const version = runtime.env.versions.node ?? runtime.env.versions.common;
    const threads = `${options.threads} thread${options.threads === 1 ? '' : 's'}`;
    const models = digest.digest('hex').slice(0, 16);
    this.lowering = `onnxruntime ${version} ${machine} ${options.device} ${threads} ${stepping} ${models}`;
  }

  async writeState(state: TensorMap): Promise<void> {
    for (const [name, tensor] of Object.entries(state)) {
      matchTensor(`state ${name}`, tensor, expectPresent(this.#plan.state[name], `state ${name}`), null);
      this.#replaceState(name, await this.#memory.hold(copyTensor(tensor)));
    }
  }

  async readState(names: readonly string[] = Object.keys(this.#plan.state)): Promise<TensorMap> {
    const state: Record<string, Tensor> = {};
    for (const name of names) state[name] = await this.#memory.read(this.#stateOf(name));
    return state;
  }

  async loadResident(name: string, tensor: Tensor): Promise<void> {
    const before = this.#held.get(name);
    this.#held.set(name, await this.#memory.hold(tensor));
    this.#resident.set(name, tensor);
    if (before !== undefined) this.#memory.release(before);
  }

  async run(name: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap> {
    const program = expectPresent(this.#programs.get(name), `program ${name}`);
    bindFeeds(program.bound, steps, feeds);
    findResident(program.bound, this.#resident);
    program.session ??= this.#compile(program);
    const session = await program.session;
    if (this.#stepping === 'scan') return this.#runChunk(program, session, steps, feeds);

    const results: TensorMap[] = [];
    for (let step = 0; step < steps; step += 1) {
      const slices = Object.fromEntries(Object.entries(feeds).map(([key, tensor]) => [key, sliceAt(tensor, step)]));
      results.push(await this.#runOnce(program, session, slices));
    }
    return stackSteps(results);
  }

  async close(): Promise<void> {
    for (const tensor of [...this.#state.values(), ...this.#held.values()]) this.#memory.release(tensor);
    this.#state.clear();
    this.#held.clear();
    this.#resident.clear();
    for (const program of this.#programs.values()) {
      const session = await program.session;
      program.session = null;
      await session?.release();
    }
    await this.#memory.close();
  }

  #runChunk(program: CompiledProgram, session: RuntimeSession, steps: number, feeds: TensorMap): Promise<TensorMap> {
    const counter: TensorMap = program.model.counted
      ? { [COUNTER]: { dtype: 'float32', shape: [steps], data: new Float32Array(steps) } }
      : {};
    return this.#runOnce(program, session, { ...feeds, ...counter });
  }

  /** One call of the runtime. No buffer is given for the outputs, so none can be one of the inputs. */
  async #runOnce(program: CompiledProgram, session: RuntimeSession, feeds: TensorMap): Promise<TensorMap> {
    const { bound, model } = program;
    const inputs: Feeds = {};
    for (const [name, tensor] of Object.entries(feeds)) inputs[name] = wrap(this.#runtime, tensor);
    for (const name of model.stateInputs) inputs[name] = this.#stateOf(name);
    for (const { name } of bound.resident) inputs[name] = expectPresent(this.#held.get(name), `resident ${name}`);
    const outputs = await session.run(inputs);
    bound.written.forEach(({ name }, index) => {
      this.#replaceState(name, outputNamed(outputs, model.written[index]));
    });
    return Object.fromEntries(
      bound.results.map(({ name }, index) => [name, unwrap(outputNamed(outputs, model.results[index]))]),
    );
  }

  #compile({ model }: CompiledProgram): Promise<RuntimeSession> {
    const { location } = this.#memory;
    return this.#runtime.InferenceSession.create(model.bytes, {
      ...runtimeOptions(this.#options),
      ...(location === 'cpu'
        ? {}
        : {
            preferredOutputLocation: Object.fromEntries([
              ...model.written.map((output) => [output, location] as const),
              ...model.results.map((output) => [output, 'cpu'] as const),
            ]),
          }),
    });
  }

  #stateOf(name: string): RuntimeTensor {
    return expectPresent(this.#state.get(name), `state ${name}`);
  }

  #replaceState(name: string, tensor: RuntimeTensor): void {
    const before = this.#state.get(name);
    this.#state.set(name, tensor);
    if (before !== undefined) this.#memory.release(before);
  }
}

function outputNamed(outputs: Readonly<Record<string, RuntimeTensor>>, name: string | undefined): RuntimeTensor {
  return expectPresent(name === undefined ? undefined : outputs[name], `output ${String(name)}`);
}

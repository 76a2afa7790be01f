/** A plan compiled by onnxruntime, with its state. */
import { createHash } from 'node:crypto';
import { BugError } from '../../base/errors.ts';
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
import { deviceFailed } from '../refusals.ts';
import { stackSteps } from '../steps.ts';
import { COUNTER } from './chunk-model.ts';
import { EpochSessions } from './epoch-sessions.ts';
import { unwrap, wrap, type DeviceMemory } from './memory.ts';
import { withProfile } from './placement.ts';
import { emitProgram, type ProgramModel, type Stepping } from './program-model.ts';
import { runOn, runtimeOptions, type Runtime, type RuntimeSession, type RuntimeTensor } from './runtime.ts';
import type {
  EngineSession,
  EpochChunk,
  EpochsOptions,
  EpochsResult,
  Placement,
  SessionOptions,
} from '../../graph/engine.ts';
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

type RuntimeTensors = Readonly<Record<string, RuntimeTensor>>;

/** Results of so many steps are read from the GPU at once: each reading waits for the GPU, and each count is a model. */
const readAtOnce = 8;

export class OnnxruntimeSession implements EngineSession {
  readonly lowering: string;
  readonly runEpochs: EngineSession['runEpochs'];
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
  readonly #epochs: EpochSessions;

  constructor(runtime: Runtime, plan: Plan, options: SessionOptions, { stepping, block }: Form, memory: DeviceMemory) {
    this.#runtime = runtime;
    this.#plan = plan;
    this.#options = options;
    this.#stepping = stepping;
    this.#memory = memory;
    this.#epochs = new EpochSessions({
      runtime,
      options,
      block,
      bound: (name) => expectPresent(this.#programs.get(name), `program ${name}`).bound,
      tensor: (name) => expectPresent(this.#state.get(name) ?? this.#held.get(name), name),
    });
    // On a GPU the host repeats steps anyway.
    this.runEpochs = stepping === 'scan' ? (epochs, chunks, wanted) => this.#runEpochs(epochs, chunks, wanted) : null;
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
    const tensors = await this.#memory.read(names.map((name) => this.#stateOf(name)));
    return Object.fromEntries(names.map((name, index) => [name, expectPresent(tensors[index], `state ${name}`)]));
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
    return this.#stepping === 'scan'
      ? this.#runChunk(program, session, steps, feeds)
      : this.#runLoop(program, session, steps, feeds);
  }

  async place(name: ProgramName, feeds: TensorMap): Promise<Placement | null> {
    // A Scan is one operator, which a profile does not look into.
    if (this.#stepping === 'scan') return null;
    const program = expectPresent(this.#programs.get(name), `program ${name}`);
    bindFeeds(program.bound, 1, feeds);
    findResident(program.bound, this.#resident);
    return withProfile(async (prefix) => {
      const session = await this.#compile(program, { enableProfiling: true, profileFilePrefix: prefix });
      const outputs = await runOn(this.#options.device, session, this.#inputs(program, stepOf(feeds, 0)));
      for (const tensor of Object.values(outputs)) this.#memory.release(tensor);
      session.endProfiling();
      await session.release();
    });
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
    await this.#epochs.close();
    await this.#memory.close();
  }

  async #runEpochs(epochs: number, chunks: readonly EpochChunk[], wanted: EpochsOptions): Promise<EpochsResult> {
    for (const { program } of chunks) {
      findResident(expectPresent(this.#programs.get(program), `program ${program}`).bound, this.#resident);
    }
    const { last, states, results } = await this.#epochs.run(epochs, chunks, wanted);
    for (const [name, tensor] of last) this.#replaceState(name, tensor);
    return { states, results };
  }

  async #runChunk(
    program: CompiledProgram,
    session: RuntimeSession,
    steps: number,
    feeds: TensorMap,
  ): Promise<TensorMap> {
    const counter: TensorMap = program.model.counted
      ? { [COUNTER]: { dtype: 'float32', shape: [steps], data: new Float32Array(steps) } }
      : {};
    const results = await this.#runOnce(program, session, { ...feeds, ...counter });
    return named(program, results.map(unwrap));
  }

  /** A GPU is only told to work, step after step; what some steps give is read when all of them are queued. */
  async #runLoop(
    program: CompiledProgram,
    session: RuntimeSession,
    steps: number,
    feeds: TensorMap,
  ): Promise<TensorMap> {
    const results: TensorMap[] = [];
    for (let first = 0; first < steps; first += readAtOnce) {
      const queued: RuntimeTensor[][] = [];
      for (let step = first; step < Math.min(steps, first + readAtOnce); step += 1) {
        queued.push(await this.#runOnce(program, session, stepOf(feeds, step)));
      }
      const tensors = await this.#memory.read(queued.flat());
      for (const tensor of queued.flat()) this.#memory.release(tensor);
      const width = program.bound.results.length;
      queued.forEach((_, step) => results.push(named(program, tensors.slice(step * width, (step + 1) * width))));
    }
    return stackSteps(results);
  }

  /** One call of the runtime. No buffer is given for the outputs, so none can be one of the inputs. */
  async #runOnce(program: CompiledProgram, session: RuntimeSession, feeds: TensorMap): Promise<RuntimeTensor[]> {
    const { bound, model } = program;
    const outputs = await runOn(this.#options.device, session, this.#inputs(program, feeds));
    bound.written.forEach(({ name }, index) => {
      this.#replaceState(name, outputNamed(outputs, model.written[index]));
    });
    return bound.results.map((_, index) => outputNamed(outputs, model.results[index]));
  }

  #inputs({ bound, model }: CompiledProgram, feeds: TensorMap): RuntimeTensors {
    const inputs: Record<string, RuntimeTensor> = {};
    for (const [name, tensor] of Object.entries(feeds)) inputs[name] = wrap(this.#runtime, tensor);
    for (const name of model.stateInputs) inputs[name] = this.#stateOf(name);
    for (const { name } of bound.resident) inputs[name] = expectPresent(this.#held.get(name), `resident ${name}`);
    return inputs;
  }

  async #compile(
    { model }: CompiledProgram,
    more: Parameters<Runtime['InferenceSession']['create']>[1] = {},
  ): Promise<RuntimeSession> {
    const { location } = this.#memory;
    try {
      return await this.#runtime.InferenceSession.create(model.bytes, {
        ...runtimeOptions(this.#options),
        ...(location === 'cpu' ? {} : { preferredOutputLocation: location }),
        ...more,
      });
    } catch (error) {
      const { device } = this.#options;
      throw device === 'cpu' ? error : deviceFailed(device, error);
    }
  }

  #stateOf(name: string): RuntimeTensor {
    return expectPresent(this.#state.get(name), `state ${name}`);
  }

  #replaceState(name: string, tensor: RuntimeTensor): void {
    const { location } = this.#memory;
    if (tensor.location !== location) throw new BugError(`state ${name} lies in ${tensor.location} memory`);
    const before = this.#state.get(name);
    this.#state.set(name, tensor);
    if (before !== undefined) this.#memory.release(before);
  }
}

function stepOf(feeds: TensorMap, step: number): TensorMap {
  return Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, sliceAt(tensor, step)]));
}

function named({ bound }: CompiledProgram, results: readonly Tensor[]): TensorMap {
  return Object.fromEntries(bound.results.map(({ name }, index) => [name, expectPresent(results[index], name)]));
}

function outputNamed(outputs: RuntimeTensors, name: string | undefined): RuntimeTensor {
  return expectPresent(name === undefined ? undefined : outputs[name], `output ${String(name)}`);
}

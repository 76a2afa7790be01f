/** What an engine is: something that can run a plan. Training knows engines by this interface alone. */
import type { Plan, ProgramName } from './plan.ts';
import type { TensorMap } from './tensor.ts';

export type EngineId = 'onnxruntime' | 'tensorflow' | 'reference';

/** `cpu`, `webgpu`, `cuda`, or with an index where there are several: `cuda:1`. */
export type DeviceId = string;

/** `software`: a graphics interface that the processor computes: right, and slower than `cpu` itself. */
export type DeviceKind = 'cpu' | 'gpu' | 'software' | 'unknown';

export interface DeviceInfo {
  readonly id: DeviceId;
  /** What the hardware calls itself, e.g. `NVIDIA RTX 4070`; for the CPU its model name. */
  readonly name: string;
  readonly kind: DeviceKind;
}

/** A device that the engine knows of and that this machine cannot offer. */
export interface MissingDevice {
  readonly id: DeviceId;
  /** The library's own words, never translated. */
  readonly detail: string;
}

/**
 * `absent`: not installed. `incomplete`: its package is there without its native part.
 * `broken`: it loads and then fails. Only `ready` engines can open sessions.
 */
export type EngineState = 'ready' | 'absent' | 'incomplete' | 'broken';

export interface EngineReport {
  readonly id: EngineId;
  readonly state: EngineState;
  readonly version: string | null;
  readonly devices: readonly DeviceInfo[];
  readonly missing: readonly MissingDevice[];
  /** Of an engine that is not ready: the library's own words. Never translated. */
  readonly detail: string | null;
}

/** `cpu` looks no further than that: asking a graphics driver takes its time, and a bad one can end the process. */
export type ProbeScope = 'cpu' | 'all';

/** An op of the program and an operator of the engine's library that it became. */
export interface PlacedOperator {
  readonly op: string;
  readonly operator: string;
  /** Of its first output, as the library calls it. */
  readonly dtype: string;
  readonly count: number;
}

/** Where an engine's library computes a program: what its device cannot do, libraries leave to the CPU without a word. */
export interface Placement {
  readonly onDevice: readonly PlacedOperator[];
  readonly onCpu: readonly PlacedOperator[];
}

export interface SessionOptions {
  readonly device: DeviceId;
  /** Threads inside one op. */
  readonly threads: number;
}

export interface Engine {
  readonly id: EngineId;
  /** Looks for the engine and its devices, all where no scope is given. Never throws: failure is a report. */
  probe(scope?: ProbeScope): Promise<EngineReport>;
  /** Compiles a plan. Throws UserError `engines.*` when the device is missing. */
  open(plan: Plan, options: SessionOptions): Promise<EngineSession>;
}

/** Steps of one program as a part of an epoch. The program must be fed something. */
export interface EpochChunk {
  readonly program: ProgramName;
  readonly steps: number;
  readonly feeds: TensorMap;
}

export interface EpochsResult {
  /** By chunk. */
  readonly results: readonly TensorMap[];
  /** By name, every state that a chunk writes as it was after each epoch, along a leading dimension; null: not asked. */
  readonly states: TensorMap | null;
}

export interface EpochsOptions {
  /** Whether to give the state after each epoch, which costs memory. */
  readonly states: boolean;
}

/** A compiled plan with its state. Calls must not overlap; each returns when its results are in host memory. */
export interface EngineSession {
  /** What stood in for the plan, recorded with every checkpoint: equal strings promise equal bits. */
  readonly lowering: string;
  /** Replaces the named state. The tensors are copied: the caller's arrays are never written. */
  writeState(state: TensorMap): Promise<void>;
  /** Copies of the named state, or of all of it. */
  readState(names?: readonly string[]): Promise<TensorMap>;
  /** Keeps a tensor at hand for every program that names it as resident. Not copied: do not change it afterwards. */
  loadResident(name: string, tensor: TensorMap[string]): Promise<void>;
  /**
   * Runs a program `steps` times in a row. Each fed tensor has a leading dimension of `steps`, one slice a step; so
   * has each returned one. All slices share one batch size. Running K steps at once gives the same bits as K runs
   * of one step.
   */
  run(program: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap>;
  /**
   * The same bits as running `chunks` one after the other, `epochs` times, in one call. Tensors fed to a chunk have a
   * leading dimension of `epochs · steps`, and so have its results. Null where the engine would gain nothing by it.
   */
  readonly runEpochs:
    ((epochs: number, chunks: readonly EpochChunk[], options: EpochsOptions) => Promise<EpochsResult>) | null;
  /** Runs a program once for `feeds` of one step, state untouched, and says what ran where; null: nothing is divided. */
  place(program: ProgramName, feeds: TensorMap): Promise<Placement | null>;
  close(): Promise<void>;
}

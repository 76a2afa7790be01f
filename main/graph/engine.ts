/** What an engine is: something that can run a plan. Training knows engines by this interface alone. */
import type { Plan, ProgramName } from './plan.ts';
import type { TensorMap } from './tensor.ts';

export type EngineId = 'onnxruntime' | 'tensorflow' | 'reference';

/** `cpu`, `webgpu`, `cuda`, or with an index where there are several: `cuda:1`. */
export type DeviceId = string;

export interface DeviceInfo {
  readonly id: DeviceId;
  /** What the hardware calls itself, e.g. `NVIDIA RTX 4070`; for the CPU its model name. */
  readonly name: string;
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
  /** The library's own words about what is missing: all of it, or where it is `ready` a device. Never translated. */
  readonly detail: string | null;
}

export interface SessionOptions {
  readonly device: DeviceId;
  /** Threads inside one op. */
  readonly threads: number;
}

export interface Engine {
  readonly id: EngineId;
  /** Looks for the engine and its devices. Never throws: failure is a report. */
  probe(): Promise<EngineReport>;
  /** Compiles a plan. Throws UserError `engines.*` when the device is missing. */
  open(plan: Plan, options: SessionOptions): Promise<EngineSession>;
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
  close(): Promise<void>;
}

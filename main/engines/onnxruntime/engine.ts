/** onnxruntime: the engine that every installation has. */
import { UserError } from '../../base/errors.ts';
import { verifyPlan } from '../../graph/verify.ts';
import { cpuDevice } from '../cpu.ts';
import { findBlockSize } from './blocked/block-size.ts';
import { expectDevice, expectReady } from '../refusals.ts';
import { gpuMemory, hostMemory, identityModel } from './memory.ts';
import { loadRuntime, tryDevice, type Runtime } from './runtime.ts';
import { OnnxruntimeSession } from './session.ts';
import type { DeviceInfo, Engine, EngineReport, SessionOptions } from '../../graph/engine.ts';
import type { Plan } from '../../graph/plan.ts';
import type { Stepping } from './program-model.ts';

export interface OnnxruntimeOptions {
  /** Stands in for the library in tests. */
  readonly load?: () => Promise<Runtime>;
  /** How the CPU takes a chunk of steps; `loop`, which is how a GPU takes it, gives the same bits. Default: `scan`. */
  readonly cpuStepping?: Stepping;
}

export function onnxruntimeEngine(options: OnnxruntimeOptions = {}): Engine {
  const { load = loadRuntime, cpuStepping = 'scan' } = options;
  return {
    id: 'onnxruntime',
    probe: () => probe(load),
    open: async (plan: Plan, session: SessionOptions) => {
      verifyPlan(plan);
      const { device } = session;
      if (device !== 'cpu') {
        const report = await probe(load);
        expectReady(report);
        expectDevice(report, device);
      }
      const runtime = await loadOrRefuse(load);
      const memory = device === 'cpu' ? hostMemory(runtime) : gpuMemory(runtime, session);
      const form =
        device === 'cpu'
          ? { stepping: cpuStepping, block: await findBlockSize(runtime) }
          : { stepping: 'loop' as const, block: null };
      return new OnnxruntimeSession(runtime, plan, session, form, memory);
    },
  };
}

async function loadOrRefuse(load: () => Promise<Runtime>): Promise<Runtime> {
  try {
    return await load();
  } catch (error) {
    throw new UserError('engines.broken', { engine: 'onnxruntime', detail: messageOf(error) }, { cause: error });
  }
}

async function probe(load: () => Promise<Runtime>): Promise<EngineReport> {
  let runtime: Runtime;
  try {
    runtime = await load();
  } catch (error) {
    return { id: 'onnxruntime', state: 'broken', version: null, devices: [], detail: messageOf(error) };
  }
  const devices: DeviceInfo[] = [cpuDevice()];
  let detail: string | null = null;
  if (runtime.listSupportedBackends().some(({ name }) => name === 'webgpu')) {
    // Listed only says built in: whether there is an adapter shows when a session is opened.
    detail = await tryDevice(runtime, 'webgpu', identityModel('float32'));
    if (detail === null) devices.push({ id: 'webgpu', name: 'WebGPU' });
  }
  const version = runtime.env.versions.node ?? null;
  return { id: 'onnxruntime', state: 'ready', version, devices, detail };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

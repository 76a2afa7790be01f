/** onnxruntime: the engine that every installation has. */
import { UserError } from '../../base/errors.ts';
import { verifyPlan } from '../../graph/verify.ts';
import { cpuDevice } from '../cpu.ts';
import { findBlockSize } from './blocked/block-size.ts';
import { expectDevice } from '../refusals.ts';
import { describeAdapter, readEvidence } from './adapter.ts';
import { gpuMemory, hostMemory, identityModel } from './memory.ts';
import { findCudaProvider, loadRuntime, tryDevice, type Runtime } from './runtime.ts';
import { OnnxruntimeSession } from './session.ts';
import type {
  DeviceId,
  DeviceInfo,
  Engine,
  EngineReport,
  MissingDevice,
  ProbeScope,
  SessionOptions,
} from '../../graph/engine.ts';
import type { Plan } from '../../graph/plan.ts';
import type { Stepping } from './program-model.ts';

export interface OnnxruntimeOptions {
  /** Stands in for the library in tests. */
  readonly load?: () => Promise<Runtime>;
  /** Why the library's CUDA part cannot be tried, null where it can; stood in for in tests. */
  readonly findCuda?: () => string | null;
  /** How the CPU takes a chunk of steps; `loop`, which is how a GPU takes it, gives the same bits. Default: `scan`. */
  readonly cpuStepping?: Stepping;
}

export function onnxruntimeEngine(options: OnnxruntimeOptions = {}): Engine {
  const { load = loadRuntime, findCuda = findCudaProvider, cpuStepping = 'scan' } = options;
  const probeHere = (scope: ProbeScope): Promise<EngineReport> => probe(load, findCuda, scope);
  return {
    id: 'onnxruntime',
    probe: (scope = 'all') => probeHere(scope),
    open: async (plan: Plan, session: SessionOptions) => {
      verifyPlan(plan);
      const runtime = await loadOrRefuse(load);
      if (session.device === 'cpu') {
        const form = { stepping: cpuStepping, block: await findBlockSize(runtime) };
        return new OnnxruntimeSession(runtime, plan, session, form, hostMemory(runtime));
      }
      expectDevice(await probeHere('all'), session.device);
      if (session.device === 'cuda') {
        // Tensors outside a session lie in the host's memory: a Scan keeps the state on the GPU for a chunk of steps.
        return new OnnxruntimeSession(runtime, plan, session, { stepping: 'scan', block: null }, hostMemory(runtime));
      }
      const memory = await gpuMemory(runtime, session);
      return new OnnxruntimeSession(runtime, plan, session, { stepping: 'loop', block: null }, memory);
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

async function probe(
  load: () => Promise<Runtime>,
  findCuda: () => string | null,
  scope: ProbeScope,
): Promise<EngineReport> {
  let runtime: Runtime;
  try {
    runtime = await load();
  } catch (error) {
    const detail = messageOf(error);
    return { id: 'onnxruntime', state: 'broken', version: null, devices: [], missing: [], detail };
  }
  const devices: DeviceInfo[] = [cpuDevice()];
  const missing: MissingDevice[] = [];
  if (scope === 'all') {
    for (const name of ['webgpu', 'cuda']) {
      const refusal = await findRefusal(runtime, name, findCuda);
      if (refusal !== null) missing.push({ id: name, detail: refusal });
      else devices.push(name === 'cuda' ? { id: name, name: 'CUDA', kind: 'gpu' } : describeAdapter(readEvidence()));
    }
  }
  const version = runtime.env.versions.node ?? null;
  return { id: 'onnxruntime', state: 'ready', version, devices, missing, detail: null };
}

/** Why a device is not to be had; null where it is. */
async function findRefusal(runtime: Runtime, device: DeviceId, findCuda: () => string | null): Promise<string | null> {
  if (!runtime.listSupportedBackends().some(({ name }) => name === device)) {
    return `onnxruntime is built without it for ${process.platform} ${process.arch}`;
  }
  const absence = device === 'cuda' ? findCuda() : null;
  // Listed only says that it was thought of: whether it is there shows when a session is opened.
  return absence ?? (await tryDevice(runtime, device, identityModel(['float32'])));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

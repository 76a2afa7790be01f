/** TensorFlow.js: an optional engine, for NVIDIA GPUs through CUDA and for the CPU. */
import { BugError } from '../../base/errors.ts';
import { verifyPlan } from '../../graph/verify.ts';
import { cpuDevice } from '../cpu.ts';
import { expectDevice, expectReady } from '../refusals.ts';
import { findTensorflow, installedPackages, type TensorflowFinding, type TensorflowLoader } from './loader.ts';
import { TensorflowSession } from './session.ts';
import type { Engine, EngineReport } from '../../graph/engine.ts';
import type { TensorflowLibrary } from './kernel.ts';

/** `loader` stands in for the installed packages in tests. */
export function tensorflowEngine(loader: TensorflowLoader = installedPackages()): Engine {
  // Loading takes a second and cannot be undone: once is enough.
  let finding: Promise<TensorflowFinding> | null = null;
  const find = (): Promise<TensorflowFinding> => (finding ??= findTensorflow(loader));
  return {
    id: 'tensorflow',
    probe: async () => reportOf(await find()),
    open: async (plan, { device }) => {
      verifyPlan(plan);
      const found = await find();
      const report = await reportOf(found);
      expectReady(report);
      expectDevice(report, device);
      if (found.state !== 'ready') throw new BugError('a report is ready only where a library was found');
      const { library } = found;
      const lowering = `tensorflow ${library.version_core} ${library.getBackend()} ${process.platform}-${process.arch}`;
      return new TensorflowSession(library, plan, lowering);
    },
  };
}

async function reportOf(finding: TensorflowFinding): Promise<EngineReport> {
  const { state } = finding;
  if (state !== 'ready')
    return { id: 'tensorflow', state, version: null, devices: [], missing: [], detail: finding.detail };
  const { library, name } = finding;
  try {
    const device = await useDevice(library);
    return {
      id: 'tensorflow',
      state,
      version: library.version_core,
      devices: [device === 'cuda' ? { id: 'cuda', name: 'CUDA', kind: 'gpu' } : cpuDevice()],
      missing: [],
      detail: null,
    };
  } catch (error) {
    const detail = `${name}: ${error instanceof Error ? error.message : String(error)}`;
    return { id: 'tensorflow', state: 'broken', version: library.version_core, devices: [], missing: [], detail };
  }
}

/** Runs a small op and says where: the native backend tells whether it found a GPU. */
async function useDevice(tf: TensorflowLibrary): Promise<'cuda' | 'cpu'> {
  await tf.ready();
  const four = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(3)));
  const [result] = await four.data();
  four.dispose();
  if (result !== 4) throw new Error(`1 + 3 gave ${String(result)}`);
  const backend = tf.backend() as { readonly isUsingGpuDevice?: boolean };
  return backend.isUsingGpuDevice === true ? 'cuda' : 'cpu';
}

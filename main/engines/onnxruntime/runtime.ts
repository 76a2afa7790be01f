/** The onnxruntime library: loaded when first needed, and told how to run. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Onnxruntime from 'onnxruntime-node';
import { deviceFailed, libraryWords } from '../refusals.ts';
import type { DeviceId, SessionOptions } from '../../graph/engine.ts';

export type Runtime = typeof Onnxruntime;

export type RuntimeSession = Onnxruntime.InferenceSession;
export type RuntimeTensor = Onnxruntime.Tensor;

export async function loadRuntime(): Promise<Runtime> {
  const runtime = await import('onnxruntime-node');
  runtime.env.logLevel = 'error';
  return runtime;
}

/** Settings of every session, each measured (docs/adr/0001-one-graph-several-engines.md). */
export function runtimeOptions({ device, threads }: SessionOptions): Onnxruntime.InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    // 'all' reorders the layout around pooling and is five times slower there.
    graphOptimizationLevel: 'extended',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    enableMemPattern: true,
    // Errors only: unused constants and placements are not for a person to read.
    logSeverityLevel: 3,
    // Moments of weights that no longer learn decay to denormal numbers (below 1.2e-38), which the processor computes a
    // hundred times slower: they become 0. It holds for the whole process, JavaScript's doubles below 2.2e-308 included.
    extra: { session: { set_denormal_as_zero: '1' } },
  };
}

/**
 * One call of a session. Throws UserError `engines.deviceFailed` where a GPU fails: it can be lost or out of memory at
 * any time, which is nobody's mistake. What the CPU refuses is a bug of ours.
 */
export async function runOn(
  device: DeviceId,
  session: RuntimeSession,
  feeds: Readonly<Record<string, RuntimeTensor>>,
): Promise<Readonly<Record<string, RuntimeTensor>>> {
  try {
    return await session.run(feeds);
  } catch (error) {
    throw device === 'cpu' ? error : deviceFailed(device, error);
  }
}

/** Why onnxruntime's CUDA part cannot be tried; null where its library is there. Trying prints errors of its own. */
export function findCudaProvider(): string | null {
  const name = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const file = join(root, 'bin', 'napi-v6', process.platform, process.arch, name);
  return existsSync(file) ? null : `${name} is not installed`;
}

/** Whether sessions can be opened on a device; the library's own words where not. */
export async function tryDevice(runtime: Runtime, device: DeviceId, model: Uint8Array): Promise<string | null> {
  try {
    const session = await runtime.InferenceSession.create(model, runtimeOptions({ device, threads: 1 }));
    await session.release();
    return null;
  } catch (error) {
    return libraryWords(error);
  }
}

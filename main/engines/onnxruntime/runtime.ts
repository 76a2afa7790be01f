/** The onnxruntime library: loaded when first needed, and told how to run. */
import type * as Onnxruntime from 'onnxruntime-node';
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
  };
}

/** Whether sessions can be opened on a device; the library's own words where not. */
export async function tryDevice(runtime: Runtime, device: DeviceId, model: Uint8Array): Promise<string | null> {
  try {
    const session = await runtime.InferenceSession.create(model, runtimeOptions({ device, threads: 1 }));
    await session.release();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

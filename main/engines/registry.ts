/** Every engine there is, in the order of preference, and what each says about this machine. */
import { onnxruntimeEngine } from './onnxruntime/engine.ts';
import { referenceEngine } from './reference/engine.ts';
import { tensorflowEngine } from './tensorflow/engine.ts';
import type { Engine, EngineId, EngineReport, ProbeScope } from '../graph/engine.ts';

export type Engines = { readonly [Id in EngineId]: Engine };

export function createEngines(): Engines {
  return { onnxruntime: onnxruntimeEngine(), tensorflow: tensorflowEngine(), reference: referenceEngine() };
}

/** Looks for every engine, one after the other. Loads native libraries: call it where sessions are to run. */
export async function probeEngines(engines: Engines, scope: ProbeScope = 'all'): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const engine of Object.values<Engine>(engines)) reports.push(await engine.probe(scope));
  return reports;
}

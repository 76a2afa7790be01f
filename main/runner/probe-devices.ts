/** Looks for engines and devices in a process of its own: a driver that ends the process costs its device, not the report. */
import { UserError } from '../base/errors.ts';
import type { EngineReport } from '../graph/engine.ts';
import type { TrainingChild } from './training-processes.ts';

/** Devices whose drivers are asked by a full probe alone. */
const drivenDevices = ['webgpu', 'cuda'];

/** @param take a training process, ready to be asked; it is stopped here */
export async function probeDevices(take: () => TrainingChild): Promise<EngineReport[]> {
  const child = take();
  try {
    return await child.requests.request('probe', { scope: 'all' });
  } catch (error) {
    if (!(error instanceof UserError && error.code.startsWith('processes.'))) throw error;
    const exit = await child.exited;
    if (exit.kind !== 'signal' && exit.kind !== 'crash') throw error;
    const how = exit.kind === 'signal' ? exit.signal : `exit code ${exit.exitCode}`;
    // The first says what; those after it, where.
    const words = exit.output.find((line) => line.trim() !== '')?.trim() ?? '';
    return await withoutDrivers(take, `looking for it ended the process (${[how, words].filter(Boolean).join(': ')})`);
  } finally {
    await child.stop();
  }
}

async function withoutDrivers(take: () => TrainingChild, detail: string): Promise<EngineReport[]> {
  const child = take();
  try {
    const reports = await child.requests.request('probe', { scope: 'cpu' });
    return reports.map((report) =>
      report.id === 'onnxruntime' ? { ...report, missing: drivenDevices.map((id) => ({ id, detail })) } : report,
    );
  } finally {
    await child.stop();
  }
}

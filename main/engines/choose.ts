/** Which engine and device a run uses: what was asked for, or a refusal; never silently another. */
import { BugError } from '../base/errors.ts';
import { expectDevice, expectReady } from './refusals.ts';
import type { DeviceId, DeviceKind, EngineId, EngineReport } from '../graph/engine.ts';

export interface EngineRequest {
  readonly engine: EngineId | 'auto';
  /** A device, or `auto`. */
  readonly device: DeviceId;
}

export interface EngineChoice {
  readonly engine: EngineId;
  readonly device: DeviceId;
  readonly deviceName: string;
  readonly deviceKind: DeviceKind;
  readonly version: string | null;
  /** Why this device. `asked`: the person named it. `default`: left to us, and it is the engine's first. */
  readonly reason: 'asked' | 'default';
}

/** Engines that `auto` looks through for a named device. The reference is too slow to be chosen unasked. */
const preference: readonly EngineId[] = ['onnxruntime', 'tensorflow'];

/**
 * `auto` is onnxruntime on the CPU: no GPU is chosen unasked until one has been shown to be faster and right.
 * Throws UserError `engines.*` where what was asked for is not to be had.
 */
export function chooseEngine(reports: readonly EngineReport[], { engine, device }: EngineRequest): EngineChoice {
  const report = reportOf(reports, engine === 'auto' ? findEngine(reports, device) : engine);
  expectReady(report);
  const wanted = device === 'auto' ? (report.devices[0]?.id ?? 'cpu') : device;
  const { id, name, kind } = expectDevice(report, wanted);
  const reason = device === 'auto' ? 'default' : 'asked';
  return { engine: report.id, device: id, deviceName: name, deviceKind: kind, version: report.version, reason };
}

function findEngine(reports: readonly EngineReport[], device: DeviceId): EngineId {
  const has = (id: EngineId): boolean =>
    reports.some((report) => report.id === id && report.devices.some((found) => found.id === device));
  return preference.find(has) ?? 'onnxruntime';
}

function reportOf(reports: readonly EngineReport[], id: EngineId): EngineReport {
  const report = reports.find((candidate) => candidate.id === id);
  if (report === undefined) throw new BugError(`engine ${id} was not probed`);
  return report;
}

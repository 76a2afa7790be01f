/** How engines refuse what a person asked for. */
import { UserError } from '../base/errors.ts';
import type { DeviceId, EngineReport } from '../graph/engine.ts';

/** Throws UserError unless the engine is ready: the person reads what is missing and how to get it. */
export function expectReady(report: EngineReport): void {
  if (report.state === 'ready') return;
  throw new UserError(`engines.${report.state}`, { engine: report.id, detail: report.detail });
}

/** Throws UserError unless the engine has the device. There is no silent fallback to another. */
export function expectDevice(report: EngineReport, device: DeviceId): void {
  if (report.devices.some(({ id }) => id === device)) return;
  const devices = report.devices.map(({ id }) => id).join(', ');
  throw new UserError('engines.deviceUnavailable', { engine: report.id, device, devices, detail: report.detail });
}

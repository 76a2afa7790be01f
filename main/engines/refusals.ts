/** How engines refuse what a person asked for. */
import { UserError } from '../base/errors.ts';
import type { DeviceId, DeviceInfo, EngineReport } from '../graph/engine.ts';

/** Throws UserError unless the engine is ready: the person reads what is missing and how to get it. */
export function expectReady(report: EngineReport): void {
  const { id: engine, state } = report;
  const detail = report.detail ?? '';
  switch (state) {
    case 'ready':
      return;
    case 'absent':
      throw new UserError('engines.absent', { engine });
    case 'incomplete':
      throw new UserError('engines.incomplete', { engine, detail });
    case 'broken':
      throw new UserError('engines.broken', { engine, detail });
    default:
      state satisfies never;
  }
}

/** The engine's device; throws UserError where it has none such. There is no silent fallback to another. */
export function expectDevice(report: EngineReport, device: DeviceId): DeviceInfo {
  const found = report.devices.find(({ id }) => id === device);
  if (found !== undefined) return found;
  const devices = report.devices.map(({ id }) => id).join(', ');
  // `none` is what the message can tell from words.
  const detail = report.missing.find(({ id }) => id === device)?.detail.trim() ?? 'none';
  throw new UserError('engines.deviceUnavailable', { engine: report.id, device, devices, detail });
}

/** A device that was there and can go on no more. */
export function deviceFailed(device: DeviceId, cause: unknown): UserError {
  return new UserError('engines.deviceFailed', { device, detail: libraryWords(cause) }, { cause });
}

/** What a native library says, in one line, without the place in its own sources that it says before or after. */
export function libraryWords(thrown: unknown): string {
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  const [line = ''] = words.trim().split('\n', 1);
  return line.replace(/^\S+:\d+ .* was false\. (?=\S)/u, '').trim();
}

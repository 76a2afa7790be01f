/** The device that every engine has. */
import { cpus } from 'node:os';
import type { DeviceInfo } from '../graph/engine.ts';

export function cpuDevice(): DeviceInfo {
  const model = cpus()[0]?.model.trim() ?? '';
  return { id: 'cpu', name: model === '' ? 'CPU' : model, kind: 'cpu' };
}

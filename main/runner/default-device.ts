/** The device that experiments are trained on which name none: a setting of the app, kept in its store. */
import { z } from 'zod';
import type { SettingTable } from '../experiments/store.ts';
import { parseSpec } from '../models/problems.ts';
import { engineSpecSchema } from './experiment-file/engine-section.ts';

const key = 'defaultDevice';

/** `auto` unless one was chosen. */
export function readDefaultDevice(settings: Pick<SettingTable, 'get'>): string {
  return z.string().safeParse(settings.get(key)).data ?? 'auto';
}

/** Throws UserError `runner.expectedDevice` for what no experiment could name. */
export function writeDefaultDevice(settings: Pick<SettingTable, 'set'>, device: string): void {
  settings.set(key, parseSpec(engineSpecSchema, { device }, ['engine']).device);
}

/** The experiment with that device, where it names none; what it names stays. */
export function withDefaultDevice(experiment: unknown, device: string): unknown {
  if (device === 'auto' || !isRecord(experiment)) return experiment;
  const { engine = {} } = experiment;
  if (!isRecord(engine) || engine['device'] !== undefined) return experiment;
  return { ...experiment, engine: { ...engine, device } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

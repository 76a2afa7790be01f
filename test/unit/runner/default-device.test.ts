/** The default device: for experiments that name none, never in the place of one that is named. */
import { expect, test } from 'vitest';
import type { JsonValue } from '../../../main/experiments/records.ts';
import { readDefaultDevice, withDefaultDevice, writeDefaultDevice } from '../../../main/runner/default-device.ts';

function settingsOf(kept = new Map<string, JsonValue>()) {
  return { get: (key: string) => kept.get(key), set: (key: string, value: JsonValue) => void kept.set(key, value) };
}

test('is auto until one is chosen, and only what an experiment could name', () => {
  const settings = settingsOf();
  expect(readDefaultDevice(settings)).toBe('auto');
  writeDefaultDevice(settings, 'cuda:1');
  expect(readDefaultDevice(settings)).toBe('cuda:1');
  expect(() => {
    writeDefaultDevice(settings, 'toaster');
  }).toThrow('runner.expectedDevice');
  expect(readDefaultDevice(settings)).toBe('cuda:1');
  expect(readDefaultDevice(settingsOf(new Map([['defaultDevice', 3]])))).toBe('auto');
});

test.each<[unknown, unknown]>([
  [{ name: 'a' }, { name: 'a', engine: { device: 'webgpu' } }],
  [{ engine: { threads: 2 } }, { engine: { threads: 2, device: 'webgpu' } }],
  [{ engine: { device: 'cpu' } }, { engine: { device: 'cpu' } }],
  [{ engine: { device: 'auto' } }, { engine: { device: 'auto' } }],
  [{ engine: 'wrong' }, { engine: 'wrong' }],
  ['wrong', 'wrong'],
])('%j becomes %j', (given, expected) => {
  expect(withDefaultDevice(given, 'webgpu')).toEqual(expected);
  expect(withDefaultDevice(given, 'auto')).toEqual(given);
});

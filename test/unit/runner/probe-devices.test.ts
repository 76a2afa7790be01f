/** Looking for devices where a graphics driver ends the process that looks. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { probeDevices } from '../../../main/runner/probe-devices.ts';
import { TrainingProcesses } from '../../../main/runner/training-processes.ts';

test('a driver that ends the process costs its devices, and the report says so', async () => {
  const entry = fileURLToPath(new URL('./fixtures/dying-probe.ts', import.meta.url));
  const processes = new TrainingProcesses({ nodePath: process.execPath, entry });
  const [onnxruntime, reference] = await probeDevices(() => processes.take());
  expect(onnxruntime).toMatchObject({ id: 'onnxruntime', state: 'ready', devices: [{ id: 'cpu' }] });
  expect(onnxruntime?.missing.map(({ id }) => id)).toEqual(['webgpu', 'cuda']);
  expect(onnxruntime?.missing[0]?.detail).toMatch(/ended the process \((SIGABRT|exit code \d+): .*a driver\)/u);
  expect(reference?.missing).toEqual([]);
  await processes.close(0);
});

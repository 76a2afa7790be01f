/** Packages of TensorFlow that are absent, half installed, broken or well, and how they are told apart. */
import * as tensorflow from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { tensorflowEngine } from '../../../main/engines/tensorflow/engine.ts';
import {
  installedPackages,
  type TensorflowLoader,
  type TensorflowPackage,
} from '../../../main/engines/tensorflow/loader.ts';
import { verifyPlan } from '../../../main/graph/verify.ts';
import type { TensorflowLibrary } from '../../../main/engines/tensorflow/kernel.ts';

tensorflow.env().set('IS_TEST', true);

type Installed = 'absent' | 'incomplete' | 'broken' | 'ready';

function installation(gpu: Installed, cpu: Installed, library: TensorflowLibrary = tensorflow): TensorflowLoader {
  const states: Readonly<Record<TensorflowPackage, Installed>> = {
    '@tensorflow/tfjs-node-gpu': gpu,
    '@tensorflow/tfjs-node': cpu,
  };
  return {
    locate: (name) => (states[name] === 'absent' ? null : name),
    hasAddon: (folder) => states[folder as TensorflowPackage] !== 'incomplete',
    load: (name) =>
      states[name] === 'ready' ? Promise.resolve(library) : Promise.reject(new Error('libcudart.so.11.0: cannot open')),
  };
}

describe('reports', () => {
  it.each<[Installed, Installed, string, string | null]>([
    ['absent', 'absent', 'absent', null],
    ['incomplete', 'absent', 'incomplete', '@tensorflow/tfjs-node-gpu: its native addon is missing'],
    ['broken', 'absent', 'broken', '@tensorflow/tfjs-node-gpu: libcudart.so.11.0: cannot open'],
    ['absent', 'broken', 'broken', '@tensorflow/tfjs-node: libcudart.so.11.0: cannot open'],
    // What came closest is what a person can mend.
    ['broken', 'incomplete', 'broken', '@tensorflow/tfjs-node-gpu: libcudart.so.11.0: cannot open'],
    ['incomplete', 'broken', 'broken', '@tensorflow/tfjs-node: libcudart.so.11.0: cannot open'],
    ['broken', 'ready', 'ready', null],
  ])('GPU package %s and CPU package %s as %s', async (gpu, cpu, state, detail) => {
    const report = await tensorflowEngine(installation(gpu, cpu)).probe();
    expect(report).toMatchObject({ id: 'tensorflow', state, detail });
    expect(report.devices.map(({ id }) => id)).toEqual(state === 'ready' ? ['cpu'] : []);
  });

  it('the GPU where the library says that it uses one', async () => {
    const onGpu = Object.create(tensorflow, {
      backend: { value: () => ({ isUsingGpuDevice: true }) },
    }) as TensorflowLibrary;
    const report = await tensorflowEngine(installation('ready', 'absent', onGpu)).probe();
    expect(report).toMatchObject({ state: 'ready', version: '4.22.0', devices: [{ id: 'cuda', name: 'CUDA' }] });
  });

  it('a library that loads and then computes nonsense as broken', async () => {
    const wrong = Object.create(tensorflow, { add: { value: () => tensorflow.scalar(5) } }) as TensorflowLibrary;
    const report = await tensorflowEngine(installation('ready', 'absent', wrong)).probe();
    expect(report).toMatchObject({ state: 'broken', detail: '@tensorflow/tfjs-node-gpu: 1 + 3 gave 5', devices: [] });
  });
});

it('loads the library once', async () => {
  const loader = installation('ready', 'absent');
  const load = vi.spyOn(loader, 'load');
  const engine = tensorflowEngine(loader);
  await engine.probe();
  await engine.probe();
  expect(load).toHaveBeenCalledTimes(1);
});

it.each<[Installed, string]>([
  ['absent', 'engines.absent'],
  ['incomplete', 'engines.incomplete'],
  ['broken', 'engines.broken'],
])('refuses to open a session where the package is %s', async (state, code) => {
  const plan = { state: {}, programs: {} };
  verifyPlan(plan);
  const engine = tensorflowEngine(installation(state, 'absent'));
  await expect(engine.open(plan, { device: 'cuda', threads: 1 })).rejects.toMatchObject({ code });
});

describe('looks for the native addon', () => {
  const folder = mkdtempSync(join(tmpdir(), 'athanor-tensorflow-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const { hasAddon } = installedPackages();

  it('where the package keeps it', () => {
    expect(hasAddon(folder)).toBe(false);
    mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true });
    expect(hasAddon(folder)).toBe(false);
    writeFileSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    expect(hasAddon(folder)).toBe(true);
  });
});

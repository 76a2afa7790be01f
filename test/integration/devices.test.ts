/** The device that a run is asked to train on: used or refused, and written down with the reason. */
import { describe, expect, test } from 'vitest';
import type { RunDetail } from '../../main/api/contract/run-types.ts';
import { findSoftwareGpu } from '../support/software-gpu.ts';
import { athanor, documentOf, Workspace, type ErrorDocument, type TrainDocument } from './support/command-line.ts';

describe('--device', { timeout: 120_000 }, () => {
  test('what is not there is refused, never replaced', async () => {
    await using place = await Workspace.create();
    const finished = await athanor(['train', 'iris', '--json', '--data', place.data, '--device', 'cuda:7']);
    expect(finished.status).toBe(1);
    const { run, device, deviceAsked, error } = documentOf<TrainDocument & ErrorDocument>(finished);
    expect(run.status).toBe('failed');
    expect([device, deviceAsked]).toEqual([null, 'cuda:7']);
    expect(error.code).toBe('engines.deviceUnavailable');
  });

  test('what is no device is refused before anything starts', async () => {
    await using place = await Workspace.create();
    const finished = await athanor(['train', 'iris', '--json', '--data', place.data, '--device', 'gpu']);
    expect(finished.status).toBe(1);
    expect(documentOf<ErrorDocument>(finished).error).toMatchObject({
      code: 'runner.expectedDevice',
      path: 'engine.device',
    });
  });

  test('a run on webgpu says what was asked for, what did the work, and why', async ({ skip }) => {
    const gpu = findSoftwareGpu();
    if ('reason' in gpu) return skip(`WebGPU was not tested: ${gpu.reason}`);
    await using place = await Workspace.create();
    const short = [
      '--set',
      'training.epochs=1',
      '--set',
      'model.layers[0].units=4',
      '--set',
      'model.layers[1].units=4',
    ];
    const args = ['train', 'iris', '--json', '--data', place.data, '--device', 'webgpu', ...short];
    const finished = await athanor(args, { env: gpu.env });
    expect(finished.status, finished.stderr).toBe(0);
    const { run, device, deviceAsked, warnings } = documentOf<TrainDocument>(finished);
    expect([device, deviceAsked]).toEqual(['webgpu', 'webgpu']);
    expect(warnings.map(({ code }) => code)).toEqual(['runner.softwareDevice']);
    const shown = documentOf<RunDetail>(await athanor(['runs', 'show', run.id, '--json', '--data', place.data]));
    expect(shown.versions.webgpu).toBe('SwiftShader');
    expect(shown.log.find(({ code }) => code === 'runner.device')?.params).toEqual({
      asked: 'webgpu',
      device: 'webgpu',
      name: 'SwiftShader',
      kind: 'software',
      reason: 'asked',
    });
  });
});

/** Which engine and device a run gets for what was asked. */
import { describe, expect, it } from 'vitest';
import { BugError, UserError } from '../../../main/base/errors.ts';
import { chooseEngine, type EngineRequest } from '../../../main/engines/choose.ts';
import type { EngineReport } from '../../../main/graph/engine.ts';

const onnxruntime: EngineReport = {
  id: 'onnxruntime',
  state: 'ready',
  version: '1.30.0',
  devices: [{ id: 'cpu', name: 'CPU', kind: 'cpu' }],
  missing: [{ id: 'webgpu', detail: 'no adapter' }],
  detail: null,
};
const withGpu: EngineReport = {
  ...onnxruntime,
  devices: [...onnxruntime.devices, { id: 'webgpu', name: 'GPU', kind: 'gpu' }],
};
const absent: EngineReport = {
  id: 'tensorflow',
  state: 'absent',
  version: null,
  devices: [],
  missing: [],
  detail: null,
};
const cuda: EngineReport = {
  ...absent,
  state: 'ready',
  version: '4.22.0',
  devices: [{ id: 'cuda', name: 'CUDA', kind: 'gpu' }],
};
const reference: EngineReport = { ...onnxruntime, id: 'reference', version: '1' };

describe('chooses', () => {
  it.each<[EngineRequest, EngineReport[], string, string]>([
    [{ engine: 'auto', device: 'auto' }, [onnxruntime, absent, reference], 'onnxruntime', 'cpu'],
    // No GPU unasked, until one has been proven.
    [{ engine: 'auto', device: 'auto' }, [withGpu, cuda, reference], 'onnxruntime', 'cpu'],
    [{ engine: 'auto', device: 'webgpu' }, [withGpu, cuda, reference], 'onnxruntime', 'webgpu'],
    [{ engine: 'auto', device: 'cuda' }, [withGpu, cuda, reference], 'tensorflow', 'cuda'],
    [{ engine: 'tensorflow', device: 'auto' }, [withGpu, cuda, reference], 'tensorflow', 'cuda'],
    [{ engine: 'reference', device: 'cpu' }, [withGpu, cuda, reference], 'reference', 'cpu'],
  ])('for %j', (request, reports, engine, device) => {
    expect(chooseEngine(reports, request)).toMatchObject({ engine, device });
  });

  it('says whether the device was asked for', () => {
    expect(chooseEngine([onnxruntime], { engine: 'auto', device: 'auto' }).reason).toBe('default');
    expect(chooseEngine([onnxruntime], { engine: 'onnxruntime', device: 'auto' }).reason).toBe('default');
    expect(chooseEngine([withGpu], { engine: 'auto', device: 'webgpu' })).toMatchObject({
      reason: 'asked',
      deviceName: 'GPU',
      deviceKind: 'gpu',
    });
  });
});

describe('refuses', () => {
  it.each<[EngineRequest, EngineReport[], string]>([
    [{ engine: 'tensorflow', device: 'auto' }, [onnxruntime, absent], 'engines.absent'],
    [{ engine: 'tensorflow', device: 'cuda' }, [onnxruntime, { ...absent, state: 'incomplete' }], 'engines.incomplete'],
    [{ engine: 'tensorflow', device: 'auto' }, [onnxruntime, { ...absent, state: 'broken' }], 'engines.broken'],
    [{ engine: 'onnxruntime', device: 'webgpu' }, [onnxruntime, cuda], 'engines.deviceUnavailable'],
    [{ engine: 'auto', device: 'cuda' }, [onnxruntime, absent], 'engines.deviceUnavailable'],
    // The reference has a CPU, and is not taken for it unasked.
    [
      { engine: 'auto', device: 'cpu' },
      [{ ...onnxruntime, state: 'broken', devices: [] }, absent, reference],
      'engines.broken',
    ],
  ])('%j', (request, reports, code) => {
    expect(() => chooseEngine(reports, request)).toThrow(UserError);
    expect(() => chooseEngine(reports, request)).toThrow(code);
  });

  it('an engine that nobody looked for', () => {
    expect(() => chooseEngine([onnxruntime], { engine: 'tensorflow', device: 'auto' })).toThrow(BugError);
  });
});

/** GPU sessions against a stand-in for the library: where state lives, what is disposed, what is never called. */
import { Tensor as RuntimeTensor } from 'onnxruntime-node';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { onnxruntimeEngine } from '../../../main/engines/onnxruntime/engine.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { float32 } from '../../../main/graph/tensor.ts';
import type { Runtime } from '../../../main/engines/onnxruntime/runtime.ts';
import type { Plan } from '../../../main/graph/plan.ts';

function incrementPlan(): Plan {
  const builder = new GraphBuilder();
  const type = { dtype: 'float32', shape: [2] } as const;
  const next = builder.add(builder.input('weight', type), builder.input('step', type));
  builder.output('weight', next);
  builder.output('seen', builder.negate(next));
  return { state: { weight: type }, programs: { step: { graph: builder.build(), state: ['weight'], resident: [] } } };
}

interface FakeTensor {
  type: string;
  dims: readonly number[];
  location: string;
  data: Float32Array;
  dispose(): void;
  getData(): never;
}

/** The names of a model's outputs, in their order: the emitter names them itself. */
function outputNames(model: Uint8Array): string[] {
  const strings = (bytes: Uint8Array, tag: number): Uint8Array[] =>
    new PbfReader(bytes).readFields<Uint8Array[]>((found, result, pbf) => {
      if (found === tag) result.push(pbf.readBytes());
    }, []);
  const [graph = new Uint8Array()] = strings(model, 7);
  return strings(graph, 12).map((info) => new TextDecoder().decode(strings(info, 1)[0]));
}

interface Fake {
  readonly runtime: Runtime;
  readonly live: Set<FakeTensor>;
  readonly options: object[];
  readonly lost: { now: boolean };
}

/** Adds, negates and copies; keeps count of tensors on its GPU. */
function fakeRuntime(refusal: string | null = null): Fake {
  const lost = { now: false };
  const live = new Set<FakeTensor>();
  const options: object[] = [];
  const onGpu = (data: Float32Array): FakeTensor => {
    const tensor: FakeTensor = {
      type: 'float32',
      dims: [data.length],
      location: 'gpu-buffer',
      data,
      dispose: () => {
        if (!live.delete(tensor)) throw new Error('disposed twice');
      },
      getData: () => {
        throw new Error('getData ends the process');
      },
    };
    live.add(tensor);
    return tensor;
  };
  const runtime = {
    env: { versions: { common: '1.30.0', node: '1.30.0' } },
    Tensor: RuntimeTensor,
    listSupportedBackends: () => [{ name: 'cpu' }, { name: 'webgpu' }, { name: 'cuda' }],
    InferenceSession: {
      create: (model: Uint8Array, given: { preferredOutputLocation?: string; executionProviders?: string[] }) => {
        if (refusal !== null) return Promise.reject(new Error(refusal));
        options.push(given);
        const location = given.preferredOutputLocation ?? 'cpu';
        return Promise.resolve({
          release: () => Promise.resolve(),
          run: (feeds: Record<string, FakeTensor>) => {
            const { weight, step } = feeds;
            if (lost.now) return Promise.reject(new Error('Device was lost\n  in a file of the library'));
            if (weight === undefined) {
              // Identities: as many outputs as inputs.
              const outputs = Object.entries(feeds).map(([name, { data }]) => [
                name.replace('input', 'output'),
                location === 'gpu-buffer'
                  ? onGpu(data.slice())
                  : new RuntimeTensor('float32', data.slice(), [data.length]),
              ]);
              return Promise.resolve(Object.fromEntries(outputs) as object);
            }
            const next = weight.data.map((value, index) => value + (step?.data[index] ?? NaN));
            const [written = '', result = ''] = outputNames(model);
            if (given.executionProviders?.[0] === 'cuda') {
              // A Scan of one step, over the host's memory.
              const seen = new RuntimeTensor(
                'float32',
                next.map((value) => -value),
                [1, next.length],
              );
              const state = new RuntimeTensor('float32', next, [next.length]);
              return Promise.resolve({ [written]: state, [result]: seen });
            }
            expect(location).toBe('gpu-buffer');
            return Promise.resolve({ [written]: onGpu(next), [result]: onGpu(next.map((value) => -value)) });
          },
        });
      },
    },
  };
  return { runtime: runtime as unknown as Runtime, live, options, lost };
}

describe('on webgpu', () => {
  it('keeps state on the GPU from step to step, frees what is replaced, and reads back by a copy', async () => {
    const { runtime, live, options } = fakeRuntime();
    const engine = onnxruntimeEngine({ load: () => Promise.resolve(runtime) });
    const session = await engine.open(incrementPlan(), { device: 'webgpu', threads: 1 });
    await session.writeState({ weight: float32([2], [1, 2]) });
    const results = await session.run('step', 3, { step: float32([3, 2], [1, 1, 2, 2, 3, 3]) });
    expect(results.seen).toEqual(float32([3, 2], [-2, -3, -4, -5, -7, -8]));
    expect(live.size).toBe(1);
    expect(await session.readState()).toEqual({ weight: float32([2], [7, 8]) });
    await session.writeState({ weight: float32([2], [0, 0]) });
    expect(live.size).toBe(1);
    await session.close();
    expect(live.size).toBe(0);
    expect(
      options.every(
        (given) => JSON.stringify((given as { executionProviders: unknown }).executionProviders) === '["webgpu"]',
      ),
    ).toBe(true);
    expect(session.lowering).toMatch(/webgpu 1 thread loop/);
  });

  it('says in one line that the GPU was lost in the middle of training', async () => {
    const { runtime, lost } = fakeRuntime();
    const engine = onnxruntimeEngine({ load: () => Promise.resolve(runtime) });
    const session = await engine.open(incrementPlan(), { device: 'webgpu', threads: 1 });
    await session.writeState({ weight: float32([2], [1, 2]) });
    await session.run('step', 1, { step: float32([1, 2], [1, 1]) });
    lost.now = true;
    await expect(session.run('step', 1, { step: float32([1, 2], [1, 1]) })).rejects.toMatchObject({
      code: 'engines.deviceFailed',
      params: { device: 'webgpu', detail: 'Device was lost' },
    });
  });

  it('takes chunks as a Scan over the memory of the host on cuda, where the library`s part for it is there', async () => {
    const { runtime, live, options } = fakeRuntime();
    const load = (): Promise<Runtime> => Promise.resolve(runtime);
    const absent = onnxruntimeEngine({ load, findCuda: () => 'it is not installed' });
    expect((await absent.probe()).missing).toEqual([{ id: 'cuda', detail: 'it is not installed' }]);

    const engine = onnxruntimeEngine({ load, findCuda: () => null });
    expect((await engine.probe()).devices).toContainEqual({ id: 'cuda', name: 'CUDA', kind: 'gpu' });
    const session = await engine.open(incrementPlan(), { device: 'cuda', threads: 1 });
    await session.writeState({ weight: float32([2], [1, 2]) });
    const { seen } = await session.run('step', 1, { step: float32([1, 2], [1, 1]) });
    expect([...(seen?.data ?? [])]).toEqual([-2, -3]);
    expect([...((await session.readState())['weight']?.data ?? [])]).toEqual([2, 3]);
    expect(options.at(-1)).toMatchObject({ executionProviders: ['cuda'] });
    expect(options.at(-1)).not.toHaveProperty('preferredOutputLocation');
    expect(session.lowering).toMatch(/cuda 1 thread scan/u);
    expect(await session.place('step', { step: float32([1, 2], [1, 1]) })).toBeNull();
    expect(live.size).toBe(0);
    await session.close();
  });

  it('is listed where a session opens, and refused with the library`s words where none does', async () => {
    const { runtime } = fakeRuntime();
    const ready = await onnxruntimeEngine({ load: () => Promise.resolve(runtime) }).probe();
    expect(ready.devices.map(({ id }) => id)).toEqual(['cpu', 'webgpu']);
    const { runtime: without } = fakeRuntime(
      '/src/webgpu_context.cc:136 void Initialize()::<lambda()> status == 1 was false. Failed to get a WebGPU adapter\n',
    );
    const engine = onnxruntimeEngine({ load: () => Promise.resolve(without) });
    expect(await engine.probe()).toMatchObject({
      state: 'ready',
      devices: [{ id: 'cpu' }],
      missing: [{ id: 'webgpu', detail: 'Failed to get a WebGPU adapter' }, { id: 'cuda' }],
    });
    // A run on the CPU asks no driver.
    expect(await engine.probe('cpu')).toMatchObject({ devices: [{ id: 'cpu' }], missing: [] });
    await expect(engine.open(incrementPlan(), { device: 'webgpu', threads: 1 })).rejects.toMatchObject({
      code: 'engines.deviceUnavailable',
      params: { engine: 'onnxruntime', device: 'webgpu', devices: 'cpu', detail: 'Failed to get a WebGPU adapter' },
    });
  });
});

it('reports a library that does not load as broken, and refuses to open it', async () => {
  const engine = onnxruntimeEngine({ load: () => Promise.reject(new Error('GLIBC_2.38 not found')) });
  expect(await engine.probe()).toMatchObject({ state: 'broken', devices: [], detail: 'GLIBC_2.38 not found' });
  await expect(engine.open(incrementPlan(), { device: 'cpu', threads: 1 })).rejects.toMatchObject({
    code: 'engines.broken',
    params: { detail: 'GLIBC_2.38 not found' },
  });
});

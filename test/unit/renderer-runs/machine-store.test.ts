/** Samples of the machine in the window: fetched once, kept up by the stream, and asked for again after a gap. */
import { describe, expect, it, vi } from 'vitest';
import type { SystemSample } from '../../../main/api/contract/index.ts';
import { MachineStore } from '../../../renderer/state/machine-store.svelte.ts';

function sample(at: number, changes: Partial<SystemSample> = {}): SystemSample {
  return {
    ...{ at, epoch: 1, processor: 0.5, memory: 200e6, peak: 210e6, rowsPerSecond: null, gpu: null, gpuMemory: null },
    ...changes,
  };
}

function setUp(stored: SystemSample[]) {
  const system = vi.fn(({ from = 0 }: { id: string; from?: number }) => Promise.resolve(stored.slice(from)));
  return { system, store: new MachineStore({ runs: { system } }), stored };
}

describe('samples of a run', () => {
  it('are per cent and megabytes, second by second; what nobody could tell is a gap', async () => {
    const { store } = setUp([sample(1), sample(2, { rowsPerSecond: 30, processor: 1 })]);
    await store.load('r');
    const machine = store.of('r');
    expect([...machine.buffer('processor').values]).toEqual([50, 100]);
    expect([...machine.buffer('memory').values]).toEqual([200, 200]);
    expect([...machine.buffer('rowsPerSecond').values]).toEqual([NaN, 30]);
    expect([machine.has('rowsPerSecond'), machine.has('gpu'), machine.latest?.at]).toEqual([true, false, 2]);
  });

  it('come by the stream once they are here, and twice does no harm', async () => {
    const { store } = setUp([sample(1)]);
    store.apply([{ kind: 'samples', run: 'r', first: 1, samples: [sample(2)] }]);
    await store.load('r');
    expect(store.of('r').length).toBe(1);
    const event = { kind: 'samples' as const, run: 'r', first: 1, samples: [sample(2), sample(3)] };
    store.apply([event]);
    store.apply([event]);
    expect(store.of('r').length).toBe(3);
  });

  it('that are missing are asked for', async () => {
    const { store, system, stored } = setUp([sample(1)]);
    await store.load('r');
    stored.push(sample(2), sample(3));
    store.apply([{ kind: 'samples', run: 'r', first: 2, samples: [sample(3)] }]);
    await vi.waitFor(() => {
      expect(store.of('r').length).toBe(3);
    });
    expect(system).toHaveBeenLastCalledWith({ id: 'r', from: 1 });
  });
});

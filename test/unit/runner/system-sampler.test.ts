/** What is sampled of a training, with instruments whose readings are known. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openGpuReader, parseReading } from '../../../main/runner/process/gpu-reader.ts';
import type { EpochBatch, SampleProgress, StartedProgress } from '../../../main/runner/process/protocol.ts';
import { sampleInterval, SystemSampler, type Instruments } from '../../../main/runner/process/system-sampler.ts';

const started = { kind: 'started', device: 'cpu' } as StartedProgress;

let clock = 0;
let processor = 0;
beforeEach(() => {
  vi.useFakeTimers();
  clock = 0;
  processor = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(openGpu: Instruments['openGpu'] = () => null) {
  const samples: SampleProgress[] = [];
  const sampler = new SystemSampler((sample) => samples.push(sample), {
    now: () => 1_000_000 + clock,
    clock: () => clock,
    processor: () => processor,
    memory: () => 100,
    peak: () => 150,
    cores: 4,
    openGpu,
  });
  const second = (): void => {
    clock += sampleInterval;
    vi.advanceTimersByTime(sampleInterval);
  };
  return { samples, sampler, second };
}

describe('a training is sampled', () => {
  test('once a second from its start on: share of all processors, memory, epochs a second', () => {
    const { samples, sampler, second } = setUp();
    second();
    expect(samples).toEqual([]);
    sampler.observe(started);
    processor += 2_000_000;
    clock += 900;
    sampler.observe({ kind: 'fraction', epoch: 1, fraction: 0.25 });
    clock -= 900;
    second();
    // Two of four processors.
    expect(samples[0]).toEqual({
      kind: 'sample',
      at: 1_002_000,
      epoch: 0.25,
      processor: 0.5,
      memory: 100,
      peak: 150,
      epochsPerSecond: null,
      gpu: null,
      gpuMemory: null,
    });
    clock += 400;
    sampler.observe({ kind: 'fraction', epoch: 2, fraction: 0.5 });
    clock -= 400;
    second();
    // 1.25 epochs between two places that were told half a second apart.
    expect(samples[1]).toMatchObject({ processor: 0, epoch: 1.5, epochsPerSecond: 2.5 });
    second();
    expect(samples[2]).toMatchObject({ epochsPerSecond: null });
  });

  test('not while it stands still, and the time of a pause counts for nothing', () => {
    const { samples, sampler, second } = setUp();
    sampler.observe(started);
    second();
    sampler.observe({ kind: 'paused', epoch: 0 });
    second();
    second();
    expect(samples).toHaveLength(1);
    sampler.observe({ kind: 'resumed', epoch: 0 });
    processor += 4_000_000;
    second();
    expect(samples.at(-1)).toMatchObject({ processor: 1 });
  });

  test('at its end, however short it was, and never afterwards', () => {
    const { samples, sampler, second } = setUp();
    sampler.observe(started);
    sampler.end();
    expect(samples).toHaveLength(1);
    second();
    sampler.end();
    expect(samples).toHaveLength(1);
  });

  test('with the pace of its epochs, where all of them were told at once', () => {
    const { samples, sampler } = setUp();
    sampler.observe(started);
    clock += 100;
    const seconds = Float64Array.from([0.02, 0.03, 0.05, 0.07]);
    sampler.observe({ kind: 'epochs', start: 1, seconds } as EpochBatch);
    sampler.end();
    // Three epochs in 0.05 s; the first has what it takes to begin in it.
    expect(samples[0]?.epochsPerSecond).toBeCloseTo(60, 9);
  });

  test('with the graphics card where it trains on one; a card that vanishes is told of no more', () => {
    let latest: { share: number; memory: number } | null = { share: 0.37, memory: 5 };
    const close = vi.fn();
    const opened: string[] = [];
    const { samples, sampler, second } = setUp((device) => {
      opened.push(device);
      return {
        get latest() {
          return latest;
        },
        close,
      };
    });
    sampler.observe({ ...started, device: 'cuda:1' });
    second();
    latest = null;
    second();
    expect(opened).toEqual(['cuda:1']);
    expect(samples.map(({ gpu, gpuMemory }) => [gpu, gpuMemory])).toEqual([
      [0.37, 5],
      [null, null],
    ]);
    sampler.end();
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('the graphics card', () => {
  test('is read as its tool writes it', () => {
    expect(parseReading('37, 2412')).toEqual({ share: 0.37, memory: 2412 * 2 ** 20 });
    expect(parseReading('[N/A], 12')).toEqual({ share: null, memory: 12 * 2 ** 20 });
    expect(parseReading('No devices were found')).toBeNull();
  });

  test('is not looked for on the processor, and a tool that is missing is no error', async () => {
    vi.useRealTimers();
    expect(openGpuReader('cpu')).toBeNull();
    const reader = openGpuReader('cuda', '/nowhere/nvidia-smi');
    await new Promise((resolve) => setImmediate(resolve));
    expect(reader?.latest).toBeNull();
    reader?.close();
  });
});

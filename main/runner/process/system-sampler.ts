/**
 * What a training takes of the machine while it runs, once a second: processor, memory, graphics card, and how far it has
 * come. It works in the process's main thread, which has nothing else to do; reading costs some 50 µs.
 */
import { availableParallelism } from 'node:os';
import { openGpuReader, type GpuReader } from './gpu-reader.ts';
import { peakMemory } from './peak-memory.ts';
import type { SampleProgress, TrainProgress } from './protocol.ts';

/** Milliseconds between two samples. */
export const sampleInterval = 1000;

/** What the sampler reads; a test gives its own. */
export interface Instruments {
  /** Milliseconds since 1970, and of a monotonic clock. */
  readonly now: () => number;
  readonly clock: () => number;
  /** Microseconds of processor time that this process has used, in all threads. */
  readonly processor: () => number;
  /** Bytes. */
  readonly memory: () => number;
  readonly peak: () => number;
  /** Processors of the machine. */
  readonly cores: number;
  readonly openGpu: (device: string) => GpuReader | null;
}

export const machine: Instruments = {
  now: Date.now,
  clock: () => performance.now(),
  processor: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  memory: () => process.memoryUsage.rss(),
  peak: peakMemory,
  cores: availableParallelism(),
  openGpu: openGpuReader,
};

/** How far training had come, and when that was told. */
interface Place {
  readonly epoch: number;
  readonly at: number;
}

export class SystemSampler {
  readonly #tell: (sample: SampleProgress) => void;
  readonly #read: Instruments;
  #timer: NodeJS.Timeout | undefined;
  #gpu: GpuReader | null = null;
  #before: { readonly clock: number; readonly processor: number };
  #place: Place | null = null;
  #sampledPlace: Place | null = null;
  /** The first since it began or went on: what the first sample is measured from. */
  #begin: Place | null = null;

  constructor(tell: (sample: SampleProgress) => void, instruments: Instruments = machine) {
    this.#tell = tell;
    this.#read = instruments;
    this.#before = { clock: instruments.clock(), processor: instruments.processor() };
  }

  /** Sees what training tells: when it begins, pauses and goes on, and how far it has come. */
  observe(progress: TrainProgress): void {
    switch (progress.kind) {
      case 'started':
        this.#gpu = this.#read.openGpu(progress.device);
        this.#resume();
        return;
      case 'epochs': {
        const at = this.#read.clock();
        const took = (progress.seconds.at(-1) ?? 0) - (progress.seconds[0] ?? 0);
        this.#begin ??= { epoch: progress.start, at: at - took * 1000 };
        this.#place = { epoch: progress.start + progress.seconds.length - 1, at };
        return;
      }
      case 'fraction':
        this.#place = { epoch: progress.epoch - 1 + progress.fraction, at: this.#read.clock() };
        this.#begin ??= this.#place;
        return;
      case 'paused':
        this.#pause();
        return;
      case 'resumed':
        this.#resume();
        return;
      case 'learningRate':
      case 'sample':
        return;
      default:
        progress satisfies never;
    }
  }

  /** Takes a last sample, so that the shortest run has one. */
  end(): void {
    if (this.#timer !== undefined) this.#sample();
    this.#pause();
    this.#gpu?.close();
    this.#gpu = null;
  }

  #resume(): void {
    // Time that it stood still is nobody's.
    this.#before = { clock: this.#read.clock(), processor: this.#read.processor() };
    this.#sampledPlace = null;
    this.#begin = null;
    this.#timer ??= setInterval(() => {
      this.#sample();
    }, sampleInterval);
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sample(): void {
    const { now, memory, peak, cores } = this.#read;
    const clock = this.#read.clock();
    const processor = this.#read.processor();
    const elapsed = clock - this.#before.clock;
    const used = processor - this.#before.processor;
    this.#before = { clock, processor };
    const gpu = this.#gpu?.latest ?? null;
    this.#tell({
      kind: 'sample',
      at: now(),
      epoch: this.#place?.epoch ?? null,
      processor: elapsed > 0 ? Math.min(1, used / 1000 / elapsed / cores) : 0,
      memory: memory(),
      peak: peak(),
      epochsPerSecond: this.#pace(),
      gpu: gpu?.share ?? null,
      gpuMemory: gpu?.memory ?? null,
    });
  }

  /** Between two places that were told: nothing is told of a step that is under way. Null where none was since. */
  #pace(): number | null {
    const place = this.#place;
    const before = this.#sampledPlace ?? this.#begin;
    this.#sampledPlace = place;
    if (place === null || before === null || place.at <= before.at) return null;
    return Math.max(0, (place.epoch - before.epoch) / ((place.at - before.at) / 1000));
  }
}

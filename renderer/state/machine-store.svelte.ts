/** What runs took of the machine, second by second: fetched when a view asks, then kept up by the changes stream. */
import type { ChangeEvent, SystemSample } from '../../main/api/contract/index.ts';
import type { FeedListener } from './change-feed.ts';
import { SeriesBuffer } from './series-buffer.ts';

export interface MachineApi {
  readonly runs: { system(input: { id: string; from?: number }): Promise<SystemSample[]> };
}

export const machineQuantities = ['rowsPerSecond', 'processor', 'memory', 'gpu', 'gpuMemory'] as const;
export type MachineQuantity = (typeof machineQuantities)[number];

/** Shares are drawn in per cent and bytes in MB: a chart has one plain number at each tick. */
const scales: Readonly<Record<MachineQuantity, number>> = {
  rowsPerSecond: 1,
  processor: 100,
  memory: 1e-6,
  gpu: 100,
  gpuMemory: 1e-6,
};

/** The samples of one run, as series of which the n-th point is of the n-th second of work. */
export class RunMachine {
  readonly #buffers = new Map(machineQuantities.map((quantity) => [quantity, new SeriesBuffer()]));
  #version = $state(0);
  #loaded = $state(false);
  #latest = $state.raw<SystemSample | null>(null);

  /** Changes whenever a sample comes. */
  get version(): number {
    return this.#version;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get latest(): SystemSample | null {
    return this.#latest;
  }

  get length(): number {
    return this.#version >= 0 ? this.buffer('processor').length : 0;
  }

  /** Not reactive by itself: watch `version`. */
  buffer(quantity: MachineQuantity): SeriesBuffer {
    const buffer = this.#buffers.get(quantity);
    if (buffer === undefined) throw new RangeError(quantity);
    return buffer;
  }

  /** Whether it was ever told. */
  has(quantity: MachineQuantity): boolean {
    return this.#version >= 0 && this.buffer(quantity).values.some((value) => !Number.isNaN(value));
  }

  /** Takes in samples from number `first` on, from 0; false if some before it are missing. */
  append(first: number, samples: readonly SystemSample[]): boolean {
    if (first > this.buffer('processor').length) return false;
    for (const quantity of machineQuantities) {
      const values = samples.map((sample) => {
        const value = sample[quantity];
        return value === null ? null : value * scales[quantity];
      });
      this.buffer(quantity).append(first + 1, values);
    }
    this.#latest = samples.at(-1) ?? this.#latest;
    this.#version += 1;
    return true;
  }

  markLoaded(): void {
    this.#loaded = true;
  }
}

/** Runs whose samples are held at most; those looked at longest ago go first. */
const mostHeld = 32;

export class MachineStore implements FeedListener {
  readonly #api: MachineApi;
  /** The latest looked at last. */
  readonly #runs = new Map<string, RunMachine>();
  readonly #loading = new Set<string>();

  constructor(api: MachineApi) {
    this.#api = api;
  }

  of(id: string): RunMachine {
    const held = this.#runs.get(id) ?? new RunMachine();
    this.#runs.delete(id);
    this.#runs.set(id, held);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > mostHeld && oldest !== undefined) this.#runs.delete(oldest);
    return held;
  }

  /** Fetches what there is of a run beyond what is here. */
  async load(id: string): Promise<void> {
    if (this.#loading.has(id)) return;
    this.#loading.add(id);
    try {
      const machine = this.of(id);
      const from = machine.length;
      machine.append(from, await this.#api.runs.system({ id, from }));
      machine.markLoaded();
    } finally {
      this.#loading.delete(id);
    }
  }

  async refresh(): Promise<void> {
    const loaded = [...this.#runs].filter(([, machine]) => machine.loaded).map(([id]) => id);
    for (const id of loaded) await this.load(id);
  }

  apply(events: readonly ChangeEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'samples') continue;
      const machine = this.#runs.get(event.run);
      // Of a run that nobody looks at, nothing is kept; what is missing is asked for.
      if (machine?.loaded !== true || machine.append(event.first, event.samples)) continue;
      void this.load(event.run).catch(() => undefined);
    }
  }
}

/** Training processes: one per run, and at most one spare that is started before it is needed. */
import { spawnChild, type Child } from '../processes/spawn.ts';
import { trainingProtocol, type TrainingProtocol } from './process/protocol.ts';

export type TrainingChild = Child<TrainingProtocol>;

/** How a training process is started. */
export interface TrainingStart {
  readonly nodePath: string;
  readonly entry: string;
  readonly onOutput?: (line: string) => void;
}

export interface TrainingProcessOptions extends TrainingStart {
  /** Milliseconds after which a spare that was not used ends. Default five minutes. */
  readonly spareLife?: number;
}

/** Young objects of the loop are few and short-lived: more room for them is 30 MiB that no run gets faster by. */
export const trainingNodeArguments = ['--max-semi-space-size=4'] as const;

const defaultSpareLife = 5 * 60_000;

export function startTraining({ nodePath, entry, onOutput }: TrainingStart): TrainingChild {
  return spawnChild({
    protocol: trainingProtocol,
    node: nodePath,
    entry,
    nodeArguments: trainingNodeArguments,
    ...(onOutput === undefined ? {} : { onOutput }),
  });
}

export class TrainingProcesses {
  readonly #options: TrainingProcessOptions;
  readonly #all = new Set<TrainingChild>();
  #spare: TrainingChild | null = null;
  #spareTimer: NodeJS.Timeout | undefined;

  constructor(options: TrainingProcessOptions) {
    this.#options = options;
  }

  /** Starts a spare where there is none: a process takes longer to start than small data to prepare. */
  warm(): void {
    this.#spare ??= this.#spawn();
    // From the last wish on: somebody who still builds keeps it.
    clearTimeout(this.#spareTimer);
    this.#spareTimer = setTimeout(() => void this.dismissSpare(), this.#options.spareLife ?? defaultSpareLife);
    this.#spareTimer.unref();
  }

  take(): TrainingChild {
    return this.#takeSpare() ?? this.#spawn();
  }

  /** Ends the spare, which holds memory for nothing once the queue is empty. */
  async dismissSpare(): Promise<void> {
    await this.#takeSpare()?.stop();
  }

  /** Ends every process; those that do not finish within the grace period are killed. */
  async close(grace: number): Promise<void> {
    this.#takeSpare();
    await Promise.all([...this.#all].map((child) => child.stop(grace)));
  }

  #takeSpare(): TrainingChild | null {
    const spare = this.#spare;
    this.#spare = null;
    clearTimeout(this.#spareTimer);
    return spare;
  }

  #spawn(): TrainingChild {
    const child = startTraining(this.#options);
    this.#all.add(child);
    void child.exited.then(() => {
      this.#all.delete(child);
      if (this.#spare === child) this.#spare = null;
    });
    return child;
  }
}

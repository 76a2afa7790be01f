/** Training processes: one per run, and at most one spare that is started before it is needed. */
import { spawnChild, type Child } from '../processes/spawn.ts';
import { trainingProtocol, type TrainingProtocol } from './process/protocol.ts';

export type TrainingChild = Child<TrainingProtocol>;

export interface TrainingProcessOptions {
  readonly nodePath: string;
  readonly entry: string;
  readonly onOutput?: (line: string) => void;
}

export class TrainingProcesses {
  readonly #options: TrainingProcessOptions;
  readonly #all = new Set<TrainingChild>();
  #spare: TrainingChild | null = null;

  constructor(options: TrainingProcessOptions) {
    this.#options = options;
  }

  /** Starts a spare where there is none: a process takes longer to start than small data to prepare. */
  warm(): void {
    this.#spare ??= this.#spawn();
  }

  take(): TrainingChild {
    const child = this.#spare ?? this.#spawn();
    this.#spare = null;
    return child;
  }

  /** Ends the spare, which holds memory for nothing once the queue is empty. */
  async dismissSpare(): Promise<void> {
    const spare = this.#spare;
    this.#spare = null;
    await spare?.stop();
  }

  /** Ends every process; those that do not finish within the grace period are killed. */
  async close(grace: number): Promise<void> {
    this.#spare = null;
    await Promise.all([...this.#all].map((child) => child.stop(grace)));
  }

  #spawn(): TrainingChild {
    const { nodePath, entry, onOutput } = this.#options;
    const child = spawnChild({
      protocol: trainingProtocol,
      node: nodePath,
      entry,
      ...(onOutput === undefined ? {} : { onOutput }),
    });
    this.#all.add(child);
    void child.exited.then(() => {
      this.#all.delete(child);
      if (this.#spare === child) this.#spare = null;
    });
    return child;
  }
}

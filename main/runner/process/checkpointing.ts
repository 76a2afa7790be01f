/** Decides when a run writes a checkpoint, and keeps the list of those there are. */
import { encodeCheckpoint, type CheckpointConditions } from '../../training/checkpoint/checkpoint.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import type { LoopMemory } from '../../training/loop/loop-memory.ts';
import { writeCheckpointFile } from './checkpoint-files.ts';
import type { CheckpointFile } from './protocol.ts';

/** A checkpoint may take this share of the time at the most, however small the interval. */
const writingShare = 0.05;

export interface BestState {
  readonly epoch: number;
  readonly step: number;
  readonly value: number;
  readonly state: TensorMap;
}

/** The epoch whose state the session holds. */
export interface CurrentEpoch {
  readonly epoch: number;
  readonly step: number;
  readonly memory: LoopMemory | null;
}

export interface CheckpointingOptions {
  readonly folder: string;
  /** Milliseconds between two checkpoints at the least; 0 writes one every epoch. */
  readonly interval: number;
  readonly clock: () => number;
  /** What a bit-identical resume asks for. */
  readonly conditions: CheckpointConditions;
  /** The whole state by canonical name. */
  readonly readState: () => Promise<TensorMap>;
}

export class Checkpointing {
  readonly #options: CheckpointingOptions;
  #writtenAt: number;
  #cost = 0;
  #last: CheckpointFile | null = null;
  #bestFile: CheckpointFile | null = null;

  constructor(options: CheckpointingOptions) {
    this.#options = options;
    this.#writtenAt = options.clock();
  }

  /** Epoch of the last one on disk. */
  get epoch(): number | null {
    return this.#last?.epoch ?? null;
  }

  get isDue(): boolean {
    const { interval, clock } = this.#options;
    if (interval === 0) return true;
    return clock() - this.#writtenAt >= Math.max(interval, this.#cost / writingShare);
  }

  /**
   * Writes the state after an epoch, and the best one where that is another and not on disk yet. Gives all that there
   * is afterwards. Throws UserError `runner.diskFull` or `runner.checkpointUnwritable`.
   */
  async write(current: CurrentEpoch, best: BestState | null): Promise<CheckpointFile[]> {
    const { clock, readState } = this.#options;
    const { epoch } = current;
    const began = clock();
    if (best !== null && best.epoch !== epoch) await this.#writeBestFile(best);
    this.#last = await this.#file('last', current, await readState());
    if (best?.epoch === epoch) {
      const { conditions, ...file } = this.#last;
      this.#bestFile = { ...file, reason: 'best', conditions: { ...conditions, value: best.value } };
    }
    this.#writtenAt = clock();
    this.#cost = this.#writtenAt - began;
    return this.#files();
  }

  /** Makes sure that the best state is on disk, when the last one is there already or gone. */
  async writeBest(best: BestState): Promise<CheckpointFile[]> {
    await this.#writeBestFile(best);
    return this.#files();
  }

  async #writeBestFile(best: BestState): Promise<void> {
    if (this.#bestFile?.epoch === best.epoch) return;
    const { epoch, step, value, state } = best;
    this.#bestFile = await this.#file('best', { epoch, step, memory: null }, state, { value });
  }

  #files(): CheckpointFile[] {
    return [this.#bestFile, this.#last].filter((file) => file !== null);
  }

  async #file(
    reason: CheckpointFile['reason'],
    { epoch, step, memory }: CurrentEpoch,
    state: TensorMap,
    more: Readonly<Record<string, number>> = {},
  ): Promise<CheckpointFile> {
    const { folder, conditions } = this.#options;
    const bytes = encodeCheckpoint({ state, record: { ...conditions, epoch, step, memory } });
    const file = await writeCheckpointFile(folder, epoch, bytes, this.epoch ?? 0);
    return { epoch, reason, file, bytes: bytes.byteLength, conditions: { ...conditions, step, ...more } };
  }
}

/** Decides when a run writes a checkpoint, which are kept, and keeps the list of those there are. */
import { encodeCheckpoint, type CheckpointConditions } from '../../training/checkpoint/checkpoint.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import type { LoopMemory } from '../../training/loop/loop-memory.ts';
import type { CheckpointSettings } from '../../training/spec.ts';
import { writeCheckpointFile } from './checkpoint-files.ts';
import type { CheckpointFile } from './protocol.ts';

/** A checkpoint may take this share of the time at the most, however small the interval. */
const writingShare = 0.05;

/** The epoch whose state the session holds. */
export interface CurrentEpoch {
  readonly epoch: number;
  readonly step: number;
  readonly memory: LoopMemory | null;
}

export interface BestState extends CurrentEpoch {
  readonly value: number;
  readonly state: TensorMap;
}

export interface CheckpointingOptions {
  readonly folder: string;
  /** Milliseconds between two checkpoints at the least; 0 writes one every epoch. */
  readonly interval: number;
  readonly settings: CheckpointSettings;
  readonly clock: () => number;
  /** What a bit-identical resume asks for. */
  readonly conditions: CheckpointConditions;
  /** The whole state by canonical name. */
  readonly readState: () => Promise<TensorMap>;
  /** Those that there are before a resume. */
  readonly before: readonly CheckpointFile[];
}

export class Checkpointing {
  readonly #options: CheckpointingOptions;
  #writtenAt: number;
  #cost = 0;
  #files: readonly CheckpointFile[];

  constructor(options: CheckpointingOptions) {
    this.#options = options;
    this.#files = options.before;
    this.#writtenAt = options.clock();
  }

  /** Epoch of the last one on disk. */
  get epoch(): number | null {
    return this.#files.findLast(({ reason }) => reason === 'last')?.epoch ?? null;
  }

  /** Whether one is due after an epoch. */
  isDue(epoch: number): boolean {
    const { interval, clock } = this.#options;
    if (interval === 0 || this.#isPeriodic(epoch)) return true;
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
    const bestEpoch = best?.epoch ?? null;
    const last = await this.#file('last', current, await readState(), bestEpoch === null ? {} : { bestEpoch });
    const added = [last];
    if (this.#isPeriodic(epoch)) added.push({ ...last, reason: 'periodic' });
    if (best?.epoch === epoch) {
      added.push({ ...last, reason: 'best', conditions: { ...last.conditions, value: best.value } });
    }
    const others = this.#files.filter((file) => file.epoch !== epoch && file.reason !== 'last');
    this.#files = kept([...others, ...added], bestEpoch, this.#options.settings.keep);
    this.#writtenAt = clock();
    this.#cost = this.#writtenAt - began;
    return [...this.#files];
  }

  /** Makes sure that the best state is on disk, when the last one is there already or gone. */
  async writeBest(best: BestState): Promise<CheckpointFile[]> {
    await this.#writeBestFile(best);
    this.#files = kept(this.#files, best.epoch, this.#options.settings.keep);
    return [...this.#files];
  }

  async #writeBestFile(best: BestState): Promise<void> {
    if (this.#files.some(({ epoch, reason }) => epoch === best.epoch && reason === 'best')) return;
    const { epoch, value, state } = best;
    this.#files = [...this.#files, await this.#file('best', best, state, { value, bestEpoch: epoch })];
  }

  #isPeriodic(epoch: number): boolean {
    const { every } = this.#options.settings;
    return every > 0 && epoch % every === 0;
  }

  async #file(
    reason: CheckpointFile['reason'],
    { epoch, step, memory }: CurrentEpoch,
    state: TensorMap,
    more: Readonly<Record<string, number>>,
  ): Promise<CheckpointFile> {
    const { folder, conditions } = this.#options;
    const bytes = encodeCheckpoint({ state, record: { ...conditions, epoch, step, memory } });
    const file = await writeCheckpointFile(folder, epoch, bytes, this.epoch ?? 0);
    return { epoch, reason, file, bytes: bytes.byteLength, conditions: { ...conditions, step, ...more } };
  }
}

/**
 * The last, the newest `most` of the periodic ones (0: all), and the best: also those that were the best at one of the
 * others, for a run that goes on from there may end with them.
 */
function kept(files: readonly CheckpointFile[], bestEpoch: number | null, most: number): CheckpointFile[] {
  const ordered = files.toSorted((one, other) => one.epoch - other.epoch);
  const periodic = ordered.filter(({ reason }) => reason === 'periodic').slice(-most);
  const starts = [...ordered.filter(({ reason }) => reason === 'last'), ...periodic];
  const bests = new Set([bestEpoch, ...starts.map(({ conditions }) => conditions['bestEpoch'])]);
  return ordered.filter((file) => {
    switch (file.reason) {
      case 'last':
        return true;
      case 'periodic':
        return periodic.includes(file);
      case 'best':
        return bests.has(file.epoch);
      default:
        return file.reason satisfies never;
    }
  });
}

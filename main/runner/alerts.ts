/**
 * Watches a run's epochs and the machine for what goes wrong, and says it once: what, where, and what to try. Pure; the rules
 * are coarse on purpose, since an alert that cries wolf is read by nobody.
 */
import type { CodedNote } from '../experiments/records.ts';
import { layerNormPrefixes } from '../training/loop/training-program.ts';

export interface WatchedEpoch {
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface WatchedMachine {
  /** Bytes that the machine has to spare and has, and that the training process holds. */
  readonly availableMemory: number;
  readonly totalMemory: number;
  readonly processMemory: number;
  /** Bytes on the disk of the data folder; null where nobody can tell. */
  readonly freeDisk: number | null;
}

/** Epochs in a row that a rule must hold. */
const sustained = 3;
/** Of the loss: it has risen when it is so many times its lowest. */
const risen = 1.5;
/** Of the validation loss: it has turned when it is so many times its lowest. */
const turned = 1.1;
/** A loss that changed less than this share over the epochs looked at stands still. */
const still = 1e-3;
/** A gradient is exploding when its norm is so many times the median before. */
const exploding = 100;
/** A layer's gradient vanishes when, set against its weights, it is this small a share of the largest layer's. */
const vanishing = 1e-5;
/** A share of the machine's memory. */
const littleMemory = 0.05;
const littleDisk = 512 * 2 ** 20;
/** Epochs that rules about the past look back at least. */
const remembered = 512;

export class AlertWatch {
  readonly #told: Set<string>;
  readonly #planned: number;
  #epochs: WatchedEpoch[] = [];

  /**
   * @param planned epochs in all
   * @param told warnings that the run has already
   */
  constructor(planned: number, told: readonly CodedNote[] = []) {
    this.#planned = planned;
    this.#told = new Set(told.map(keyOf));
  }

  /** Epochs that follow each other. The rules are asked once for all of them: an epoch may take less than a millisecond. */
  epochs(batch: readonly WatchedEpoch[]): CodedNote[] {
    const [first] = batch;
    if (first === undefined) return [];
    // A resumed run repeats epochs.
    if (first.epoch <= this.#now) this.#epochs = this.#epochs.filter(({ epoch }) => epoch < first.epoch);
    this.#epochs.push(...batch);
    if (this.#epochs.length > 2 * remembered) this.#epochs = this.#epochs.slice(-remembered);
    return [this.#rising(), this.#overfitting(), this.#plateau(), this.#explodingGradient(), ...this.#layers()].flatMap(
      (note) => this.#once(note),
    );
  }

  machine({ availableMemory, totalMemory, processMemory, freeDisk }: WatchedMachine): CodedNote[] {
    const notes: (CodedNote | null)[] = [
      availableMemory < littleMemory * totalMemory
        ? {
            code: 'alerts.memory',
            params: { available: megabytes(availableMemory), process: megabytes(processMemory) },
          }
        : null,
      freeDisk !== null && freeDisk < littleDisk
        ? { code: 'alerts.disk', params: { free: megabytes(freeDisk) } }
        : null,
    ];
    return notes.flatMap((note) => this.#once(note));
  }

  #once(note: CodedNote | null): CodedNote[] {
    if (note === null) return [];
    const key = keyOf(note);
    if (this.#told.has(key)) return [];
    this.#told.add(key);
    return [note];
  }

  #values(metric: string, last = this.#epochs.length): number[] {
    return this.#epochs.slice(-last).map(({ metrics }) => metrics[metric] ?? Number.NaN);
  }

  get #now(): number {
    return this.#epochs.at(-1)?.epoch ?? 0;
  }

  /** The training loss has been far above its lowest for some epochs: steps are too large. */
  #rising(): CodedNote | null {
    const losses = this.#values('loss');
    const lowest = finiteMinimum(losses);
    if (losses.length <= sustained || lowest <= 0) return null;
    if (!losses.slice(-sustained).every((loss) => loss > risen * lowest)) return null;
    const epoch = this.#epochAt(losses.indexOf(lowest));
    return {
      code: 'alerts.rising',
      params: { epoch: this.#now, lowestEpoch: epoch, lowest, loss: losses.at(-1) ?? 0 },
    };
  }

  /** Validation has turned while training still learns. */
  #overfitting(): CodedNote | null {
    const validation = this.#values('val_loss');
    const lowest = finiteMinimum(validation);
    if (!(lowest > 0)) return null;
    const at = validation.indexOf(lowest);
    const since = validation.length - 1 - at;
    if (since < Math.min(50, Math.max(5, Math.ceil(this.#planned / 20)))) return null;
    if (!validation.slice(-sustained).every((loss) => loss > turned * lowest)) return null;
    const training = this.#values('loss');
    if (!((training.at(-1) ?? Number.NaN) < (training[at] ?? Number.NaN))) return null;
    return { code: 'alerts.overfitting', params: { epoch: this.#now, bestEpoch: this.#epochAt(at), since } };
  }

  /** The loss has stood still for long, and not because there is nothing left of it. */
  #plateau(): CodedNote | null {
    const span = Math.min(200, Math.max(20, Math.ceil(this.#planned / 5)));
    const losses = this.#values('loss');
    if (losses.length < span + 1) return null;
    const recent = losses.slice(-span);
    const [highest, lowest] = [Math.max(...recent), Math.min(...recent)];
    const first = Math.abs(losses[0] ?? 0);
    if (!Number.isFinite(highest) || Math.abs(lowest) < 1e-3 * first) return null;
    if (highest - lowest > still * Math.abs(lowest)) return null;
    return { code: 'alerts.plateau', params: { epoch: this.#now, epochs: span, loss: recent.at(-1) ?? 0 } };
  }

  #explodingGradient(): CodedNote | null {
    const norms = this.#values('gradientNorm');
    const before = norms.slice(0, -1).filter((norm) => norm > 0 && Number.isFinite(norm));
    const now = norms.at(-1) ?? Number.NaN;
    if (before.length < sustained) return null;
    const usual = before.toSorted((one, other) => one - other)[before.length >> 1] ?? Number.NaN;
    if (!(now > exploding * usual)) return null;
    const layer = this.#largestLayer();
    return { code: 'alerts.exploding', params: { epoch: this.#now, norm: now, usual, layer } };
  }

  #largestLayer(): string | null {
    const norms = layerValues(this.#epochs.at(-1), layerNormPrefixes.gradient);
    return norms.toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null;
  }

  /** Where norms of layers are recorded. */
  #layers(): CodedNote[] {
    const recent = this.#epochs.slice(-sustained).map((epoch) => {
      const weights = new Map(layerValues(epoch, layerNormPrefixes.weight));
      const gradients = layerValues(epoch, layerNormPrefixes.gradient);
      return new Map(gradients.map(([layer, norm]) => [layer, { norm, share: norm / (weights.get(layer) ?? 1) }]));
    });
    const [last] = recent.slice(-1);
    if (last === undefined || recent.length < sustained) return [];
    const holds = (layer: string, rule: (of: { norm: number; share: number }, largest: number) => boolean): boolean =>
      recent.every((layers) => {
        const largest = Math.max(...[...layers.values()].map(({ share }) => share));
        const of = layers.get(layer);
        return of !== undefined && largest > 0 && rule(of, largest);
      });
    const epoch = this.#now;
    return [...last.keys()].flatMap((layer): CodedNote[] => {
      if (holds(layer, ({ norm }) => norm === 0)) return [{ code: 'alerts.dead', params: { epoch, layer } }];
      if (holds(layer, ({ share }, largest) => share < vanishing * largest))
        return [{ code: 'alerts.vanishing', params: { epoch, layer, norm: last.get(layer)?.norm ?? 0 } }];
      return [];
    });
  }

  #epochAt(index: number): number {
    return this.#epochs[index]?.epoch ?? 0;
  }
}

/** An alert is said once, or once for each layer. */
function keyOf({ code, params }: CodedNote): string {
  const { layer } = params;
  return code === 'alerts.exploding' || typeof layer !== 'string' ? code : `${code} ${layer}`;
}

function layerValues(epoch: WatchedEpoch | undefined, prefix: string): [string, number][] {
  return Object.entries(epoch?.metrics ?? {}).flatMap(([name, value]): [string, number][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

/** NaN where there is none. */
function finiteMinimum(values: readonly number[]): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? Number.NaN : Math.min(...finite);
}
